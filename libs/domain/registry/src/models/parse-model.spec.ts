import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import fc from 'fast-check';
import { arbitraryStoredModel } from '../testing/arbitrary-stored-model.ts';
import { fileOperations } from './model-files.ts';
import { parseModelFiles, type ModelFile } from './parse-model.ts';
import type { RegisteredModelState } from './registered-model.ts';

const path = 'teams/vision/models/iris.yaml';
const origin = { at: Date.UTC(2026, 10, 24), by: 'alice' };

const parse = (text: string, ...more: ModelFile[]): RegisteredModelState =>
  parseModelFiles([{ path, text }, ...more], origin);

/** A main file with this `spec`. */
const model = (spec: string): string =>
  `apiVersion: slipway.dev/v1\nkind: RegisteredModel\nmetadata: { name: iris }\nspec:\n${spec}`;

function refusalOf(text: string, ...more: ModelFile[]): string {
  try {
    parse(text, ...more);
    return 'accepted';
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
}

describe('parseModelFiles', () => {
  it('reads what was rendered, whatever the texts hold', () => {
    fc.assert(
      fc.property(arbitraryStoredModel, (state) => {
        const files = fileOperations({ before: undefined, after: state }).flatMap((operation) =>
          operation.op === 'write' ? [{ path: operation.path, text: operation.content }] : [],
        );
        const [main, ...others] = files;
        if (!main) throw new Error('nothing was rendered');
        expect(parseModelFiles([main, ...others], origin)).toEqual(state);
      }),
      { numRuns: 50 },
    );
  });

  it('takes what a person would write by hand', () => {
    const text = model(`
  aliases: { champion: 2, shadow: { version: 1, by: bob } }
  versions:
    - { version: 2, source: "s3://b/2", createdAt: 2026-11-20T09:30:00+01:00 }
    - { version: 1, source: "s3://b/1", stage: Production }
`);
    const { at, by } = origin;
    expect(parse(text)).toMatchObject({
      team: 'vision',
      name: 'iris',
      path: 'teams/vision/models/iris',
      createdAt: at,
      updatedAt: at,
      description: undefined,
      tags: {},
      aliases: { champion: { version: 2, since: at, by }, shadow: { version: 1, since: at, by: 'bob' } },
      nextVersion: 3,
      versions: [
        { version: 1, createdAt: at, updatedAt: at, stage: 'Production', description: '', tags: {} },
        { version: 2, createdAt: Date.UTC(2026, 10, 20, 8, 30), stage: 'None' },
      ],
    });
  });

  it('reads a model whose further versions lie in files of their own', () => {
    const more = {
      path: 'teams/vision/models/iris/versions-101-200.yaml',
      text: 'apiVersion: slipway.dev/v1\nkind: RegisteredModelVersions\nmetadata: { name: iris }\nspec: { versions: [{ version: 101, source: "s3://b/101" }] }\n',
    };
    const text = model('  aliases: { champion: 101 }\n  nextVersion: 102\n');
    expect(parse(text, more).versions.map(({ version }) => version)).toEqual([101]);
    // Without that file nobody can tell whether the version is there.
    expect(parse(text).aliases).toMatchObject({ champion: { version: 101 } });
  });

  it.each([
    ['  aliases: { champion: 3 }', '5:24: spec.aliases.champion: there is no version 3'],
    [
      '  aliases: { latest: 1 }',
      '5:14: spec.aliases.latest: "latest": \'latest\' alias name (case insensitive) is reserved.',
    ],
    ['  versions: [{ version: 1 }]', '5:14: spec.versions[0].source: '],
    ['  versions: [{ version: 0, source: a }]', '5:25: spec.versions[0].version: '],
    [
      '  versions: [{ version: 101, source: a }]',
      '5:25: spec.versions[0].version: version 101 does not belong',
    ],
    ['  versions: [{ version: 1, source: a }, { version: 1, source: b }]', 'version 1 is in the list twice'],
    [
      '  nextVersion: 1\n  versions: [{ version: 1, source: a }]',
      '5:16: spec.nextVersion: there is a version 1 already',
    ],
    ['  tags: { "a;b": c }', 'Invalid value "a;b"'],
    ['  createdAt: yesterday', '5:14: spec.createdAt: "yesterday" is not a time such as'],
    ['  stages: {}', '5:3: spec.stages: unknown field'],
    ['  description: [', '5:'],
  ])('refuses %j at its place', (spec, message) => {
    expect(refusalOf(model(spec))).toContain(message);
  });

  it('refuses a file that lies in the folder of another team, or is of another model', () => {
    expect(
      refusalOf(
        'apiVersion: slipway.dev/v1\nkind: RegisteredModel\nmetadata: { name: iris, team: speech }\nspec: {}\n',
      ),
    ).toBe(`${path}:3:31: metadata.team: the file lies in the folder of team vision`);
    const other = {
      path: 'teams/vision/models/iris/versions-101-200.yaml',
      text: 'apiVersion: slipway.dev/v1\nkind: RegisteredModelVersions\nmetadata: { name: rose }\nspec: {}\n',
    };
    expect(refusalOf(model('  {}'), other)).toContain(
      '3:19: metadata.name: the model of this file is called "iris"',
    );
    expect(
      refusalOf(model('  {}'), { ...other, path: 'teams/vision/models/iris/versions-101-201.yaml' }),
    ).toContain('the model iris has no such file');
  });

  it('never throws anything but its refusal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => typeof refusalOf(model(text)) === 'string'),
      { numRuns: 50 },
    );
  });
});
