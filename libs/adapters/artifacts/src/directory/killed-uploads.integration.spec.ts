import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seededRandom, temporaryDirectory, until, type TemporaryDirectory } from '@slipway/testing';
import { openDirectoryArtifactStore } from './directory-artifact-store.ts';

const kills = Number(process.env.SLIPWAY_KILLS ?? 20);
const seed = Number(process.env.SLIPWAY_SEED ?? Date.now() % 1_000_000);
const program = resolve(import.meta.dirname, '../testing/upload-process.ts');
const flags = ['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning'];

describe(`a directory store under kill -9 (seed ${String(seed)})`, () => {
  let temporary: TemporaryDirectory;
  beforeAll(async () => {
    temporary = await temporaryDirectory();
  });
  afterAll(() => temporary.remove());

  it(`keeps what it said was stored, whole, over ${String(kills)} kills in the middle of uploads`, async () => {
    const random = seededRandom(seed);
    const directory = join(temporary.path, 'artifacts');
    /** By key: what was acknowledged last, and what may have come after it. */
    const stored = new Map<string, string>();
    const begun = new Map<string, Set<string>>();
    for (let kill = 0; kill < kills; kill += 1) {
      const child = spawn(process.execPath, [...flags, program, directory, String(kill * 1_000_000)], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      let said = 0;
      const lines = createInterface({ input: child.stdout }).on('line', (line) => {
        const [what, key = '', sha256 = ''] = line.split(' ');
        if (what === 'begun') begun.set(key, (begun.get(key) ?? new Set()).add(sha256));
        else {
          stored.set(key, sha256);
          begun.set(key, new Set([sha256]));
          said += 1;
        }
      });
      const enough = 1 + Math.floor(random() * 40);
      await until('some uploads are done', () => said >= enough);
      child.kill('SIGKILL');
      await Promise.all([once(child, 'close'), once(lines, 'close')]);

      const store = await openDirectoryArtifactStore(directory);
      expect(await readdir(join(directory, '.uploads'))).toEqual([]);
      for (const [key, sha256] of stored) {
        const found = await store.get(key);
        const is = createHash('sha256')
          .update(await buffer(found.content))
          .digest('hex');
        expect([...(begun.get(key) ?? [])]).toContain(is);
        // What was acknowledged has its checksum; what came after it may have been cut off from its own.
        expect(is === sha256 ? [sha256] : [is, undefined]).toContain(found.sha256);
        if (found.sha256 === undefined) stored.delete(key);
        else stored.set(key, is);
        begun.set(key, new Set([is]));
      }
    }
  });
});
