import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Branches, plainGit, temporaryDirectory, type TemporaryDirectory } from '@slipway/testing';
import { openRevisions } from './revisions.ts';

let branches: Branches;
let folder: TemporaryDirectory;
beforeEach(async () => {
  branches = await Branches.start();
  folder = await temporaryDirectory();
});
afterEach(async () => {
  await folder.remove();
  await branches[Symbol.asyncDispose]();
});

describe('revisions of pull requests', () => {
  it('are brought with the base branch as it is now, also when a branch was written anew', async () => {
    const revisions = await openRevisions({
      ...{ url: branches.git, branch: 'main' },
      directory: path.join(folder.path, 'mirror.git'),
    });
    const first = await branches.write('topic', { 'a.txt': 'a\n' });
    const directory = await revisions.bring('pulls/1', first);
    expect(await plainGit(directory, 'show', `${first}:a.txt`)).toBe('a');
    await plainGit(branches.git, 'update-ref', '-d', 'refs/heads/topic');
    const again = await branches.write('topic', { 'a.txt': 'anew\n' });
    const tip = await branches.write('main', { 'b.txt': 'b\n' });
    const both = await Promise.all([revisions.bring('pulls/1', again), revisions.bring('pulls/2', first)]);
    expect(both).toEqual([directory, directory]);
    expect(await plainGit(directory, 'show', `${again}:a.txt`)).toBe('anew');
    expect(await plainGit(directory, 'rev-parse', 'main', 'refs/slipway/pulls/1')).toBe(`${tip}\n${again}`);
  });

  it('that the remote does not have are told, and hold up no others', async () => {
    const revisions = await openRevisions({
      ...{ url: branches.git, branch: 'main' },
      directory: path.join(folder.path, 'mirror.git'),
    });
    const commit = await branches.write('topic', { 'a.txt': 'a\n' });
    const none = revisions.bring('pulls/1', '1'.repeat(40));
    const one = revisions.bring('pulls/2', commit);
    await expect(none).rejects.toMatchObject({ code: 'unavailable' });
    await one;
  });
});
