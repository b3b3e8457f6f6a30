import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { InvalidInputError, TooLargeError } from '@slipway/kernel';
import { git as plainGit } from '../testing/plain-git.ts';
import { directoriesPerTest } from '../testing/directories-per-test.ts';
import { openRepositoryTrees, type RepositoryTrees } from './repository-trees.ts';

const temporaryDirectory = directoriesPerTest();
let folder: string;
let trees: RepositoryTrees;

const git = (...args: string[]): Promise<string> => plainGit(folder, ...args);
const file = (name: string, content: string): Promise<void> => writeFile(path.join(folder, name), content);
const commit = async (message: string): Promise<void> => {
  await git('add', '--all');
  await git('commit', '--quiet', '--message', message);
};
const pathsOf = async (tree: string): Promise<readonly string[]> =>
  (await trees.leaves(tree, 100)).map(({ path: name, kind }) => `${kind} ${name}`);

beforeEach(async () => {
  folder = await temporaryDirectory();
  await git('init', '--quiet', '--initial-branch=main');
  await file('a.yaml', 'one\n');
  await commit('first');
  trees = await openRepositoryTrees(folder);
});
afterEach(async () => {
  await trees.close();
});

/** The text of a file that was small enough to be read. */
async function textOf(read: ReturnType<RepositoryTrees['read']>): Promise<string> {
  const content = await read;
  return content instanceof Uint8Array ? Buffer.from(content).toString() : '';
}

describe('trees of a repository', () => {
  it('are listed with what each entry is, and read without a checkout', async () => {
    await mkdir(path.join(folder, 'b'));
    await file('b/c.yaml', 'two\n');
    await symlink('a.yaml', path.join(folder, 'link'));
    await git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`);
    await git('add', '--all', '--', 'b', 'link');
    await git('commit', '--quiet', '--message', 'second');
    expect(await pathsOf(await trees.commit('HEAD'))).toEqual([
      'file a.yaml',
      'file b/c.yaml',
      'symlink link',
      'submodule module',
    ]);
    const [first] = await trees.leaves(await trees.commit('main'), 100);
    expect(await textOf(trees.read(first?.id ?? '', 100))).toBe('one\n');
    expect(await trees.read(first?.id ?? '', 3)).toEqual({ size: 4 });
  });

  it('are those of the commit that a change left its base from', async () => {
    const start = await trees.commit('main');
    await git('checkout', '--quiet', '-b', 'change');
    await file('b.yaml', 'two\n');
    await commit('change');
    await git('checkout', '--quiet', 'main');
    await file('c.yaml', 'three\n');
    await commit('meanwhile');
    expect(await trees.mergeBase(await trees.commit('main'), await trees.commit('change'))).toBe(start);
  });

  it('take in what is not committed, and leave index and objects as they are', async () => {
    const objects = await readdir(path.join(folder, '.git/objects'));
    const index = await readFile(path.join(folder, '.git/index'));
    await file('.gitignore', 'ignored.yaml\n');
    await file('ignored.yaml', 'x\n');
    await file('new.yaml', 'new\n');
    await file('a.yaml', 'changed\n');
    const tree = await trees.workingTree();
    const leaves = await trees.leaves(tree, 100);
    expect(leaves.map((leaf) => leaf.path)).toEqual(['.gitignore', 'a.yaml', 'new.yaml']);
    expect(await textOf(trees.read(leaves[1]?.id ?? '', 100))).toBe('changed\n');
    expect(await pathsOf(await trees.commit('main'))).toEqual(['file a.yaml']);
    expect(await readdir(path.join(folder, '.git/objects'))).toEqual(objects);
    expect(await readFile(path.join(folder, '.git/index'))).toEqual(index);
  });

  it('are bounded, and there only for revisions and folders that are', async () => {
    await file('b.yaml', 'two\n');
    await commit('second');
    await expect(trees.leaves(await trees.commit('main'), 1)).rejects.toThrow(TooLargeError);
    await expect(trees.commit('nowhere')).rejects.toThrow(/has no revision "nowhere"/);
    await expect(trees.commit('--help')).rejects.toThrow(InvalidInputError);
    await expect(openRepositoryTrees(path.parse(folder).root)).rejects.toThrow(/is no git repository/);
    await git('checkout', '--quiet', '--orphan', 'other');
    await commit('unrelated');
    await expect(trees.mergeBase(await trees.commit('main'), await trees.commit('other'))).rejects.toThrow(
      /no commit that both revisions come from/,
    );
    const bare = path.join(folder, 'bare.git');
    await git('init', '--quiet', '--bare', bare);
    const opened = await openRepositoryTrees(bare);
    await expect(opened.workingTree()).rejects.toThrow(/has no working tree: name the revision by --head/);
    await opened.close();
  });
});
