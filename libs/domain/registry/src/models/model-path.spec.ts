import { describe, expect, it } from '@jest/globals';
import { foldCase, ownerOf, pathProblem } from '@slipway/changes';
import fc from 'fast-check';
import { modelPath, unshardedModels } from './model-path.ts';

const at = (name: string, siblings = 0): string => modelPath('vision', name, siblings);

describe('modelPath', () => {
  it('is the name where that is a plain one', () => {
    for (const name of ['iris', 'iris-v2', 'iris.v2_final', '0', 'a'.repeat(100)])
      expect(at(name)).toBe(`teams/vision/models/${name}`);
  });

  it.each([
    ['Iris', 'iris-'],
    ['iris two', 'iris-two-'],
    ['iris.', 'iris-'],
    ['.git', 'git-'],
    ['a.yaml', 'a-yaml-'],
    ['shard-0f', 'shard-0f-'],
    ['iris-0123456789', 'iris-0123456789-'],
    ['虹彩', 'model-'],
    ['x'.repeat(200), `${'x'.repeat(40)}-`],
  ])('tells %j apart by its hash', (name, start) => {
    expect(at(name)).toMatch(new RegExp(`^teams/vision/models/${start}[0-9a-f]{10}$`));
  });

  it('spreads what does not fit into one folder', () => {
    expect(at('iris', unshardedModels - 1)).toBe('teams/vision/models/iris');
    expect(at('iris', unshardedModels)).toMatch(/^teams\/vision\/models\/shard-[0-9a-f]{2}\/iris$/);
  });

  it('gives every name a file of its own that the registry may write and every file system can hold', () => {
    const seen = new Map<string, string>();
    const name = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 256 }),
      fc.stringMatching(/^[aA][.-]?[0f]{0,10}$/),
    );
    fc.assert(
      fc.property(name, fc.nat({ max: 2 * unshardedModels }), (given, siblings) => {
        const path = at(given, siblings);
        for (const file of [`${path}.yaml`, `${path}/versions-101-200.yaml`]) {
          expect(pathProblem(file)).toBeUndefined();
          expect(ownerOf(file)).toEqual({ area: 'model', team: 'vision' });
        }
        const folded = foldCase(path.replace(/shard-..\//, ''));
        expect(seen.get(folded) ?? given).toBe(given);
        seen.set(folded, given);
      }),
    );
  });
});
