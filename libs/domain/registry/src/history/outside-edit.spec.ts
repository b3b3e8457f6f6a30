import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '@slipway/kernel';
import fc from 'fast-check';
import type { RegisteredModelState } from '../models/registered-model.ts';
import { arbitraryModel } from '../testing/arbitrary-model.ts';
import { modelChanges } from './model-changes.ts';
import { applyOutsideEdit } from './outside-edit.ts';

const iris: RegisteredModelState = {
  team: 'vision',
  name: 'iris',
  path: 'teams/vision/models/iris',
  createdAt: 1,
  updatedAt: 5,
  description: 'flowers',
  tags: { task: 'classify' },
  aliases: { champion: { version: 2, since: 5, by: 'alice' } },
  nextVersion: 3,
  versions: [1, 2].map((number) => ({
    version: number,
    createdAt: number,
    updatedAt: number,
    userId: undefined,
    stage: 'None',
    description: undefined,
    source: `s3://models/${String(number)}`,
    storageLocation: undefined,
    runId: undefined,
    runLink: undefined,
    modelId: undefined,
    tags: {},
  })),
};
const champion = (version: number): RegisteredModelState['aliases'] => ({
  champion: { version, since: version, by: 'alice' },
});

describe('applyOutsideEdit', () => {
  it('takes over a revert and keeps what the registry did meanwhile', () => {
    const before = { ...iris, updatedAt: 5 };
    const after = { ...iris, updatedAt: 4, aliases: champion(1) };
    const current = { ...iris, updatedAt: 9, tags: { task: 'classify', owner: 'vera' } };
    expect(applyOutsideEdit({ before, after }, current)).toEqual({
      ...current,
      aliases: champion(1),
      updatedAt: 9,
    });
    expect(applyOutsideEdit({ before, after }, before)).toEqual(after);
  });

  it('never gives a number again, also when the commit that used it is reverted', () => {
    const [first] = iris.versions;
    const after = { ...iris, nextVersion: 2, versions: first ? [first] : [], aliases: {} };
    const merged = applyOutsideEdit({ before: iris, after }, iris);
    expect(merged).toEqual({ ...after, nextVersion: 3 });
  });

  it('drops an alias that one side set on a version which the other deleted', () => {
    const withoutFirst = { ...iris, versions: iris.versions.slice(1) };
    const edit = { before: iris, after: { ...iris, aliases: champion(1) } };
    expect(applyOutsideEdit(edit, withoutFirst)?.aliases).toEqual({});
  });

  it('keeps the version of the registry when both sides added the same number', () => {
    const [first] = iris.versions;
    if (!first) throw new Error('there is a version');
    const third = (source: string) => ({
      ...iris,
      nextVersion: 4,
      versions: [...iris.versions, { ...first, version: 3, source }],
    });
    const edit = { before: iris, after: third('s3://theirs') };
    expect(applyOutsideEdit(edit, third('s3://ours'))?.versions.at(-1)?.source).toBe('s3://ours');
  });

  it('does not bring back a model that was deleted meanwhile, and adds and deletes whole models', () => {
    expect(applyOutsideEdit({ before: iris, after: { ...iris, tags: {} } }, undefined)).toBeUndefined();
    expect(applyOutsideEdit({ before: undefined, after: iris }, undefined)).toBe(iris);
    expect(applyOutsideEdit({ before: iris, after: undefined }, iris)).toBeUndefined();
  });

  it('is the edit itself without changes of the registry, and nothing without an edit', () => {
    fc.assert(
      fc.property(arbitraryModel, arbitraryModel, (before, after) => {
        const nextVersion = Math.max(before.nextVersion, after.nextVersion);
        expect(applyOutsideEdit({ before, after }, before)).toEqual({ ...after, nextVersion });
        expect(applyOutsideEdit({ before, after: before }, after)).toEqual({ ...after, nextVersion });
      }),
    );
  });

  it('keeps the rules of a model whatever both sides did', () => {
    fc.assert(
      fc.property(arbitraryModel, arbitraryModel, arbitraryModel, (before, after, current) => {
        const merged = applyOutsideEdit({ before, after }, current);
        if (!merged) throw new Error('nobody deleted it');
        const numbers = merged.versions.map(({ version }) => version);
        expect(numbers).toEqual([...new Set(numbers)].sort((left, right) => left - right));
        expect(Object.values(merged.aliases).every(({ version }) => numbers.includes(version))).toBe(true);
        expect(merged.nextVersion).toBeGreaterThan(numbers.at(-1) ?? 0);
      }),
    );
  });
});

describe('modelChanges', () => {
  it('names everything that happened, versions before the aliases on them', () => {
    const [first, second] = iris.versions;
    if (!first || !second) throw new Error('there are two versions');
    const after: RegisteredModelState = {
      ...iris,
      name: 'lily',
      description: '',
      tags: { task: 'detect' },
      aliases: { challenger: { version: 3, since: 1, by: 'vera' } },
      versions: [
        { ...second, stage: 'Production', tags: { ok: 'yes' }, source: 's3://moved' },
        { ...first, version: 3 },
      ],
    };
    expect(modelChanges(iris, after)).toEqual([
      { kind: 'model-renamed', from: 'iris' },
      { kind: 'description' },
      { kind: 'tag', key: 'task', value: 'detect' },
      { kind: 'alias', alias: 'champion', version: undefined, from: 2 },
      { kind: 'version-deleted', version: 1 },
      { kind: 'version-details', version: 2 },
      { kind: 'version-tag', version: 2, key: 'ok', value: 'yes' },
      { kind: 'stage', version: 2, from: 'None', to: 'Production' },
      { kind: 'version-created', version: 3 },
      { kind: 'alias', alias: 'challenger', version: 3, from: undefined },
    ]);
    expect(modelChanges(iris, undefined)).toEqual([
      { kind: 'alias', alias: 'champion', version: undefined, from: 2 },
      { kind: 'model-deleted' },
    ]);
  });

  it('is empty when nothing but times differs', () => {
    fc.assert(
      fc.property(arbitraryModel, (model) => {
        const copy = JSON.parse(canonicalJson(model)) as RegisteredModelState;
        expect(modelChanges(model, { ...copy, updatedAt: 0 })).toEqual([]);
      }),
    );
  });
});
