import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { objectsOf } from '../testing/sample-attempt.ts';
import { goldenManifests } from './golden-manifests.ts';

const workspace = path.resolve(import.meta.dirname, '../../../../..');
const validator = path.resolve(workspace, '../shared/tools/validate-manifests.mjs');

describe('the golden manifests', () => {
  const objects = goldenManifests().flatMap(objectsOf);

  it('are objects of Kubernetes by its own schemas, where these are at hand', async () => {
    if (!existsSync(validator)) {
      // Without the schemas of Kubernetes: what an API server would look at first.
      for (const object of objects) {
        expect(object).toMatchObject({
          apiVersion: expect.stringMatching(/^([a-z0-9.]+\/)?v\d+((alpha|beta)\d+)?$/),
          kind: expect.stringMatching(/^[A-Z][A-Za-z]+$/),
          metadata: { name: expect.stringMatching(/^[a-z0-9][-a-z0-9]{0,62}$/) },
        });
      }
      return;
    }
    // The validator takes the YAML parser of the package that it is run in.
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [validator, '--strict', '--require-schema', path.join(workspace, 'libs/domain/render/src/golden')],
      { cwd: path.join(workspace, 'libs/domain/resources') },
    );
    expect(stdout.trim().split('\n').at(-1)).toBe(
      `${String(objects.length)} valid, 0 invalid, 0 without schema`,
    );
  });
});
