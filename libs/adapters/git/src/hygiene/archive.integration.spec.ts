import { access, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { layout } from '@slipway/changes';
import { git } from '../testing/plain-git.ts';
import { directoriesPerTest } from '../testing/directories-per-test.ts';
import { listFinished } from './list-finished.ts';
import { removeFiles, type RemoveFilesOptions } from './remove-files.ts';

const temporaryDirectory = directoriesPerTest();
const attempt = (run: string, epoch = 1, day = '2026-11-24'): string =>
  layout.attempt('gpu', 'vision', day, `${run}-${String(epoch)}`);
let root: string;
let clone: string;
let directory: string;

const tip = async (): Promise<string> => (await git(clone, 'rev-parse', 'main')).trim();
const list = async (): Promise<string[]> =>
  (await listFinished(directory, await tip(), new AbortController().signal)).map((file) => file.path);
const remove = async (paths: readonly string[], more: Partial<RemoveFilesOptions> = {}): Promise<string> =>
  removeFiles({
    ...{ directory, branch: 'main', tip: await tip(), paths, message: 'Archive\n\nall of it\n' },
    ...{ at: new Date('2026-11-27T10:00:00Z'), signal: new AbortController().signal, ...more },
  });

/** A commit that writes the first paths and removes the others; with a Change-Id if it is of Slipway. */
async function commit(
  message: string,
  written: readonly string[],
  removed: readonly string[] = [],
): Promise<void> {
  for (const name of written) {
    await mkdir(path.dirname(path.join(clone, name)), { recursive: true });
    await writeFile(path.join(clone, name), `${name}\n`);
  }
  for (const name of removed) await rm(path.join(clone, name));
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '--quiet', '-m', message);
}
const bySlipway = (what: string): string => `${what}\n\nChange-Id: 01ABC\nRequested-By: alice\n`;

beforeEach(async () => {
  root = await temporaryDirectory();
  clone = path.join(root, 'clone');
  directory = path.join(clone, '.git');
  await git(root, 'init', '--quiet', '--initial-branch=main', clone);
  await commit('Start', ['slipway.yaml', 'teams/vision/team.yaml']);
});

describe('listFinished', () => {
  it('finds results of Studies that are gone, and leaves those whose Study is there', async () => {
    const [kept, gone] = [layout.study('vision', 'kept'), layout.study('vision', 'gone')];
    const results = [layout.studyResult('vision', 'kept'), layout.studyResult('vision', 'gone')];
    await commit('Studies', [kept, gone, ...results]);
    expect(await list()).toEqual([]);
    await commit(bySlipway('Delete Study/vision/gone'), [], [gone]);
    expect(await list()).toEqual([results[1]]);
  });

  it('finds an attempt that came back after Slipway had removed it, also by a revert or a merge', async () => {
    await commit(bySlipway('Run'), [attempt('a'), attempt('b'), attempt('alive', 1, '2019-01-01')]);
    await git(clone, 'branch', 'long-ago');
    await commit(bySlipway('Run a: attempt 2'), [attempt('a', 2)], [attempt('a')]);
    await commit(bySlipway('Retire b'), [], [attempt('b')]);
    expect(await list()).toEqual([]);
    await git(clone, 'revert', '--no-edit', 'HEAD');
    expect(await list()).toEqual([attempt('b')]);
    await git(clone, 'switch', '--quiet', 'long-ago');
    await commit('Meanwhile', ['README.md']);
    await git(clone, 'switch', '--quiet', 'main');
    await git(clone, 'merge', '--quiet', '--no-commit', '--no-ff', 'long-ago');
    await git(clone, 'checkout', 'long-ago', '--', attempt('a'));
    await git(clone, 'commit', '--quiet', '-m', 'A merge that took both');
    expect(await list()).toEqual([attempt('a'), attempt('b')]);
  });

  it('leaves an attempt that somebody else removed and brought back: it may be alive', async () => {
    await commit(bySlipway('Run'), [attempt('a')]);
    await commit('Stop it', [], [attempt('a')]);
    await commit('No, go on', [attempt('a')]);
    expect(await list()).toEqual([]);
  });
});

describe('removeFiles', () => {
  it('makes one commit, and the working tree follows while other changes in it stay', async () => {
    await commit('Files', [attempt('a'), attempt('b'), 'teams/vision/*.yaml']);
    await writeFile(path.join(clone, 'slipway.yaml'), 'not committed\n');
    await git(clone, 'config', 'user.name', 'Alice');
    await git(clone, 'config', 'user.email', 'alice@example.org');
    const before = await tip();
    const made = await remove([attempt('a'), 'teams/vision/*.yaml']);
    expect(await tip()).toBe(made);
    expect(await git(clone, 'log', '-1', '--format=%P|%an|%aI|%B', made)).toMatch(
      `${before}|Alice|2026-11-27T10:00:00+00:00|Archive\n\nall of it`,
    );
    expect(await git(clone, 'diff', '--name-status', before, made)).toBe(
      `D\t${attempt('a')}\nD\tteams/vision/*.yaml`,
    );
    expect((await git(clone, 'status', '--short')).trim()).toBe('M slipway.yaml');
    await expect(access(path.join(clone, attempt('a')))).rejects.toThrow('ENOENT');
    expect(await readFile(path.join(clone, attempt('b')), 'utf8')).toBe(`${attempt('b')}\n`);
  });

  it('works on a branch that is not checked out, in another working tree, and in a bare repository', async () => {
    await commit('Files', [attempt('a'), attempt('b'), attempt('c')]);
    const other = path.join(root, 'other');
    await git(clone, 'switch', '--quiet', '--detach');
    await remove([attempt('a')]);
    await git(clone, 'worktree', 'add', '--quiet', other, 'main');
    await remove([attempt('b')]);
    expect((await git(other, 'status', '--short')).trim()).toBe('');
    const bare = path.join(root, 'bare.git');
    await git(root, 'clone', '--quiet', '--bare', clone, bare);
    const made = await remove([attempt('c')], { directory: bare });
    expect((await git(bare, 'rev-parse', 'main')).trim()).toBe(made);
    expect((await git(bare, 'ls-tree', '-r', '--name-only', 'main')).split('\n')).toEqual([
      'slipway.yaml',
      'teams/vision/team.yaml',
    ]);
  });

  it('changes nothing when the branch was moved, or a file was changed in the working tree', async () => {
    await commit('Files', [attempt('a')]);
    const moved = remove([attempt('a')], { tip: (await git(clone, 'rev-parse', 'main^')).trim() });
    await expect(moved).rejects.toMatchObject({ code: 'conflict' });
    await writeFile(path.join(clone, attempt('a')), 'changed\n');
    const before = await tip();
    await expect(remove([attempt('a')])).rejects.toThrow(/could not be moved.*would be overwritten/);
    expect(await tip()).toBe(before);
    expect(await readFile(path.join(clone, attempt('a')), 'utf8')).toBe('changed\n');
  });
});
