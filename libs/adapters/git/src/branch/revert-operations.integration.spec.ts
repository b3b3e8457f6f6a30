import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { Branches, plainGit } from '@slipway/testing';
import { revertOperations } from './revert-operations.ts';

let branches: Branches;
beforeEach(async () => {
  branches = await Branches.start({ 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n' });
});
afterEach(() => branches[Symbol.asyncDispose]());

const revert = (commit: string) => revertOperations(branches.git, 'main', commit);

describe('taking back a commit', () => {
  it('brings back what it changed and removed, and removes what it added, whatever came after it elsewhere', async () => {
    const commit = await branches.write('main', {
      ...{ 'a.yaml': 'a: 2\n', 'b.yaml': undefined, 'teams/c.yaml': 'c: 1\n' },
    });
    await branches.write('main', { 'd.yaml': 'd: 1\n' });
    expect(await revert(commit)).toEqual({
      kind: 'operations',
      operations: [
        { op: 'write', path: 'a.yaml', content: 'a: 1\n' },
        { op: 'write', path: 'b.yaml', content: 'b: 1\n' },
        { op: 'delete', path: 'teams/c.yaml' },
      ],
    });
  });

  it('takes back all that a merge has brought', async () => {
    await branches.write('topic', { 'a.yaml': 'a: 2\n' });
    await branches.write('topic', { 'a.yaml': 'a: 3\n' });
    await branches.write('main', { 'b.yaml': 'b: 2\n' });
    const [main, topic] = (await plainGit(branches.git, 'rev-parse', 'main', 'topic')).split('\n');
    const tree = await plainGit(branches.git, 'merge-tree', '--write-tree', 'main', 'topic');
    const merge = await plainGit(
      ...([branches.git, 'commit-tree', tree, '-p', main ?? '', '-p', topic ?? '', '-m', 'Merge'] as const),
    );
    await plainGit(branches.git, 'update-ref', 'refs/heads/main', merge);
    expect(await revert(merge)).toEqual({
      kind: 'operations',
      operations: [{ op: 'write', path: 'a.yaml', content: 'a: 1\n' }],
    });
  });

  it('is a conflict where somebody has changed the same since, and nothing when it was done', async () => {
    const commit = await branches.write('main', { 'a.yaml': 'a: 2\n' });
    await branches.write('main', { 'a.yaml': 'a: 3\n' });
    expect(await revert(commit)).toEqual({ kind: 'conflict', paths: ['a.yaml'] });
    await branches.write('main', { 'a.yaml': 'a: 1\n' });
    expect(await revert(commit)).toEqual({ kind: 'operations', operations: [] });
  });

  it('is refused for the first commit of all', async () => {
    const first = await plainGit(branches.git, 'rev-list', '--max-parents=0', 'main');
    await expect(revert(first)).rejects.toBeInstanceOf(InvalidInputError);
  });
});
