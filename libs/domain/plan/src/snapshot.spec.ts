import { describe, expect, it } from '@jest/globals';
import { onTop, type TreeFile } from './snapshot.ts';

const tree = (files: Readonly<Record<string, string>>): ReadonlyMap<string, TreeFile> =>
  new Map(Object.entries(files).map(([path, id]) => [path, { path, mode: 'file', id }]));
const idsOf = (files: ReadonlyMap<string, TreeFile>): unknown =>
  Object.fromEntries([...files].map(([path, { id }]) => [path, id]).sort());

describe('a change on top of its branch as it is now', () => {
  const start = tree({ kept: '1', edited: '1', removed: '1', both: '1', theirs: '1', gone: '1' });
  const tip = tree({ kept: '1', edited: '1', removed: '1', both: '2', theirs: '2', new: '2' });
  const head = tree({ kept: '1', edited: '3', both: '3', theirs: '1', gone: '1', added: '3' });

  it('is what both have done, and its own where both have done something', () => {
    expect(idsOf(onTop(tip, start, head))).toEqual({
      ...{ kept: '1', edited: '3', both: '3', theirs: '2', new: '2', added: '3' },
    });
  });

  it('is nothing when the branch has it already', () => {
    expect(onTop(tip, head, head)).toEqual(tip);
  });
});
