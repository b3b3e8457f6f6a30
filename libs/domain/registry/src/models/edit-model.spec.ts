import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deleteAlias, setAlias, versionIn } from './edit-aliases.ts';
import { deleteModelTag, describeModel, newModel, renameModel, setModelTag } from './edit-model.ts';
import {
  addVersion,
  deleteVersion,
  deleteVersionTag,
  describeVersion,
  setVersionTag,
  transitionStage,
} from './edit-versions.ts';
import { fileOperations } from './model-files.ts';
import { parseModelFiles } from './parse-model.ts';
import { modelStages, type RegisteredModelState } from './registered-model.ts';

type Edit = (model: RegisteredModelState, now: number) => RegisteredModelState | undefined;

const given = {
  userId: undefined,
  description: '',
  source: 's3://bucket/model',
  storageLocation: undefined,
  runId: undefined,
  runLink: undefined,
  modelId: undefined,
  tags: {},
};
const version = fc.integer({ min: 1, max: 12 });
const key = fc.constantFrom('a', 'b');
const value = fc.constantFrom('', '1', 'two\nlines');
const alias = fc.constantFrom('champion', 'challenger');

/** Any edit, of things that are there and of others. */
const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Edit>((model, now) => addVersion(model, given, now)) },
  // Numbers beyond those of the main file, without a hundred steps to get there.
  fc.constant<Edit>((model) => ({ ...model, nextVersion: model.nextVersion + 60 })),
  fc.tuple(alias, version).map<Edit>(
    ([name, to]) =>
      (model, now) =>
        setAlias(model, name, to, { name: 'alice', now }),
  ),
  alias.map<Edit>((name) => (model) => deleteAlias(model, name)),
  fc.tuple(version, fc.constantFrom(...modelStages), fc.boolean()).map<Edit>(
    ([of, stage, archiveOthers]) =>
      (model, now) =>
        transitionStage(model, of, { stage, archiveOthers }, now),
  ),
  version.map<Edit>((of) => (model, now) => deleteVersion(model, of, now)),
  fc.tuple(version, value).map<Edit>(
    ([of, text]) =>
      (model, now) =>
        describeVersion(model, of, text, now),
  ),
  fc.tuple(version, key, value).map<Edit>(
    ([of, name, to]) =>
      (model) =>
        setVersionTag(model, of, name, to),
  ),
  fc.tuple(version, key).map<Edit>(
    ([of, name]) =>
      (model) =>
        deleteVersionTag(model, of, name),
  ),
  value.map<Edit>((text) => (model, now) => describeModel(model, text, now)),
  fc.tuple(key, value).map<Edit>(
    ([name, to]) =>
      (model) =>
        setModelTag(model, name, to),
  ),
  key.map<Edit>((name) => (model) => deleteModelTag(model, name)),
  fc
    .constantFrom('iris', 'Iris', 'rose')
    .map<Edit>((name) => (model, now) => renameModel(model, name, 0, now)),
);

/** Files as git has them after each edit, from what each of them writes and deletes. */
function apply(
  files: Map<string, string>,
  before: RegisteredModelState | undefined,
  after: RegisteredModelState | undefined,
): void {
  for (const operation of fileOperations({ before, after })) {
    if (operation.op === 'delete') files.delete(operation.path);
    else files.set(operation.path, operation.content);
  }
}

describe('edits of a model', () => {
  it('keep its rules, and leave in git what they leave in the registry', () => {
    fc.assert(
      fc.property(fc.array(anyEdit, { maxLength: 40 }), (edits) => {
        const files = new Map<string, string>();
        let model = newModel({ team: 'vision', name: 'iris', description: '', tags: {} }, 0, 1_000);
        apply(files, undefined, model);
        const given = new Set<number>();
        for (const [index, edit] of edits.entries()) {
          const before = model;
          model = edit(before, 2_000 + index) ?? before;
          apply(files, before, model);
          const added = model.versions.filter((one) => !versionIn(before, one.version));
          for (const one of added) {
            expect(given.has(one.version)).toBe(false);
            given.add(one.version);
          }
        }
        const numbers = model.versions.map((one) => one.version);
        expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
        expect(model.nextVersion).toBeGreaterThan(numbers.at(-1) ?? 0);
        for (const { version: target } of Object.values(model.aliases)) expect(numbers).toContain(target);

        const main = { path: `${model.path}.yaml`, text: files.get(`${model.path}.yaml`) ?? '' };
        const others = [...files]
          .filter(([path]) => path !== main.path)
          .map(([path, text]) => ({ path, text }));
        expect(parseModelFiles([main, ...others], { at: 0, by: '' })).toEqual(model);
      }),
    );
  });

  it('write the files in which they change something, and no others', () => {
    let model = newModel({ team: 'vision', name: 'iris', description: '', tags: {} }, 0, 1_000);
    for (let count = 0; count < 201; count += 1) model = addVersion(model, given, 1_000);
    const written = (after: RegisteredModelState | undefined): string[] =>
      fileOperations({ before: model, after }).map(
        ({ op, path }) => `${op} ${path.replace('teams/vision/models/', '')}`,
      );
    expect(written(describeVersion(model, 150, 'x', 2_000))).toEqual(['write iris/versions-101-200.yaml']);
    expect(written(setAlias(model, 'champion', 150, { name: 'alice', now: 2_000 }))).toEqual([
      'write iris.yaml',
    ]);
    expect(written(deleteVersion(model, 201, 2_000))).toEqual([
      'delete iris/versions-201-300.yaml',
      'write iris.yaml',
    ]);
    expect(written(renameModel(model, 'rose', 0, 2_000))).toHaveLength(6);
    expect(written(undefined)).toHaveLength(3);
  });

  it('move times exactly where MLflow moves them', () => {
    const model = addVersion(
      addVersion(newModel({ team: 'vision', name: 'iris', description: '', tags: {} }, 0, 1), given, 2),
      given,
      3,
    );
    const times = (after: RegisteredModelState | undefined): (number | undefined)[] => [
      after?.updatedAt,
      ...(after?.versions.map(({ updatedAt }) => updatedAt) ?? []),
    ];
    expect(times(model)).toEqual([3, 2, 3]);
    expect(times(setAlias(model, 'champion', 1, { name: 'alice', now: 9 }))).toEqual([3, 2, 3]);
    expect(times(setModelTag(model, 'a', 'b'))).toEqual([3, 2, 3]);
    expect(times(setVersionTag(model, 1, 'a', 'b'))).toEqual([3, 2, 3]);
    expect(times(describeModel(model, 'x', 9))).toEqual([9, 2, 3]);
    expect(times(describeVersion(model, 1, 'x', 9))).toEqual([3, 9, 3]);
    expect(times(transitionStage(model, 1, { stage: 'Staging', archiveOthers: false }, 9))).toEqual([
      9, 9, 3,
    ]);
    expect(times(renameModel(model, 'rose', 0, 9))).toEqual([9, 9, 9]);
    expect(times(deleteVersion(model, 1, 9))).toEqual([9, 3]);
  });

  it('leave the model itself where there is nothing to do', () => {
    const blank = newModel({ team: 'vision', name: 'iris', description: '', tags: { a: 'b' } }, 0, 1);
    const made = addVersion(blank, given, 2);
    const model = setAlias(made, 'champion', 1, { name: 'alice', now: 3 }) ?? made;
    expect(setAlias(model, 'champion', 1, { name: 'bob', now: 9 })).toBe(model);
    expect(deleteAlias(model, 'shadow')).toBe(model);
    expect(setModelTag(model, 'a', 'b')).toBe(model);
    expect(deleteModelTag(model, 'toString')).toBe(model);
    expect(deleteVersionTag(model, 1, 'a')).toBe(model);
    expect(setAlias(model, 'champion', 2, { name: 'bob', now: 9 })).toBeUndefined();
    expect(deleteVersion(model, 2, 9)).toBeUndefined();
  });
});
