import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RepositorySnapshot } from '@slipway/changes';
import { openEmbeddedBranch } from '../branch/embedded-branch.ts';
import { commitAll, draft, write } from '../testing/drafts.ts';
import { gitServers } from '../testing/git-server.ts';
import { git } from '../testing/plain-git.ts';
import { directoriesPerTest } from '../testing/directories-per-test.ts';
import { inspectRepository, type InspectedRepository, type InspectOptions } from './inspect-repository.ts';

const temporaryDirectory = directoriesPerTest();
const serve = gitServers();
let root: string;
let clone: string;
let bare: string;

const inspect = (folder: string, options: Partial<InspectOptions> = {}): Promise<InspectedRepository> =>
  inspectRepository({ folder, now: new Date(), signal: new AbortController().signal, ...options });

async function file(name: string, content = `${name}\n`): Promise<void> {
  await mkdir(path.dirname(path.join(clone, name)), { recursive: true });
  await writeFile(path.join(clone, name), content);
}

/** Everything about the tip, which is the same wherever it is asked. */
const tipOf = ({ widest, deepest, largest }: RepositorySnapshot): object => ({ widest, deepest, largest });

beforeEach(async () => {
  root = await temporaryDirectory();
  bare = path.join(root, 'origin.git');
  clone = path.join(root, 'clone');
  await git(root, 'init', '--quiet', '--bare', '--initial-branch=main', bare);
  await git(root, 'clone', '--quiet', bare, clone);
  await git(clone, 'switch', '--quiet', '--create', 'main');
  for (let number = 0; number < 30; number += 1) await file(`teams/vision/jobs/job-${String(number)}.yaml`);
  await file('teams/a b/ä\nö.yaml', 'x'.repeat(5_000));
  await file('teams-of-old/x/y/z/deep.yaml', '');
  await git(clone, 'add', '--all');
  await git(clone, 'commit', '--quiet', '-m', 'one');
  await git(clone, 'push', '--quiet', '--set-upstream', 'origin', 'main');
});

describe('inspectRepository', () => {
  it('counts the entries of each folder, and finds the largest files and the deepest folder', async () => {
    const { snapshot, tip, branch } = await inspect(clone);
    expect([branch, tip]).toEqual(['main', (await git(clone, 'rev-parse', 'HEAD')).trim()]);
    expect(snapshot.widest.slice(0, 3)).toEqual([
      { path: 'teams/vision/jobs', entries: 30 },
      { path: 'teams', entries: 2 },
      { path: '', entries: 2 },
    ]);
    expect(new Set(snapshot.widest.slice(3).map(({ path: name }) => name))).toEqual(
      new Set([
        ...['teams/a b', 'teams/vision', 'teams-of-old'],
        ...['teams-of-old/x', 'teams-of-old/x/y', 'teams-of-old/x/y/z'],
      ]),
    );
    expect(snapshot.deepest).toEqual({ path: 'teams-of-old/x/y/z', folders: 4 });
    expect(snapshot.largest?.slice(0, 2)).toEqual([
      { path: 'teams/a b/ä\nö.yaml', bytes: 5_000 },
      { path: 'teams/vision/jobs/job-10.yaml', bytes: 30 },
    ]);
    expect(snapshot.largest).toHaveLength(20);
  });

  it('says the same of a folder in the checkout, another working tree, and a bare repository', async () => {
    await git(clone, 'worktree', 'add', '--quiet', '--detach', path.join(root, 'other'));
    const expected = tipOf((await inspect(clone)).snapshot);
    for (const folder of [path.join(clone, 'teams/vision'), bare])
      expect(tipOf((await inspect(folder)).snapshot)).toEqual(expected);
    const other = await inspect(path.join(root, 'other'), { branch: 'main' });
    expect(tipOf(other.snapshot)).toEqual(expected);
  });

  it('counts the branches of the repository, and in a clone those of its remote', async () => {
    await git(clone, 'push', '--quiet', 'origin', 'main:one', 'main:two/three');
    expect((await inspect(clone)).snapshot.branches).toBe(3);
    expect((await inspect(bare)).snapshot.branches).toBe(3);
    await git(clone, 'remote', 'set-head', 'origin', 'main');
    expect((await inspect(clone)).snapshot.branches).toBe(3);
    const { url } = await serve({ directory: bare });
    const remote = { url, credentials: { username: 'slipway', password: 'reader' } };
    await git(root, 'clone', '--quiet', '--mirror', '--single-branch', '--branch=main', bare, 'mirror.git');
    await git(path.join(root, 'mirror.git'), 'update-ref', '-d', 'refs/heads/one');
    const { snapshot } = await inspect(path.join(root, 'mirror.git'), { remote });
    expect(snapshot.branches).toBe(3);
  });

  it('knows the size of the object store, and what is not packed', async () => {
    const before = (await inspect(clone)).snapshot;
    expect(before.packs).toBe(0);
    expect(before.looseObjects).toBeGreaterThan(30);
    expect(before.storeBytes).toBeGreaterThan(30 * 1024);
    await git(clone, 'gc', '--quiet');
    const { looseObjects, packs, storeBytes } = (await inspect(clone)).snapshot;
    expect([looseObjects, packs]).toEqual([0, 1]);
    expect(storeBytes).toBeLessThan(before.storeBytes);
  });

  it('knows pushes where there is a reflog of them, and says so where there is none', async () => {
    await git(bare, 'config', 'core.logAllRefUpdates', 'true');
    expect((await inspect(bare)).snapshot.busiestMinute).toBeUndefined();
    await git(clone, 'commit', '--quiet', '--allow-empty', '-m', 'two');
    await git(clone, 'commit', '--quiet', '--allow-empty', '-m', 'three');
    await git(clone, 'push', '--quiet');
    expect((await inspect(bare)).snapshot.busiestMinute).toBe(1);
    expect((await inspect(clone)).snapshot.busiestMinute).toBe(2);
    const later = new Date(Date.now() + 2 * 3_600_000);
    expect((await inspect(clone, { now: later })).snapshot.busiestMinute).toBe(0);
  });

  it('does not fetch the files of a partial clone to know their sizes', async () => {
    await git(bare, 'config', 'uploadpack.allowFilter', 'true');
    await git(root, 'clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${bare}`, 'partial');
    const { snapshot } = await inspect(path.join(root, 'partial'));
    expect(snapshot.largest).toBeUndefined();
    expect(snapshot.widest[0]).toEqual({ path: 'teams/vision/jobs', entries: 30 });
    const missing = await git(path.join(root, 'partial'), 'rev-list', '--objects', '--missing=print', 'main');
    expect(missing.split('\n').filter((line) => line.startsWith('?'))).toHaveLength(32);
  });

  it('looks at a repository of the committer while it is at work', async () => {
    const directory = path.join(root, 'embedded.git');
    const branch = await openEmbeddedBranch({ directory });
    await commitAll(branch, draft('1', write('teams/v/models/a.yaml', 'one')));
    const { snapshot } = await inspect(directory, { niceness: 15 });
    expect(snapshot).toMatchObject({ branches: 1, packs: 1, busiestMinute: undefined });
    await branch.close();
  });

  it('says what is missing, and stops when it is told to', async () => {
    await expect(inspect(root)).rejects.toThrow(/is no git repository/);
    await expect(inspect(clone, { branch: 'none' })).rejects.toThrow('has no branch "none" with a commit');
    await git(clone, 'switch', '--quiet', '--detach');
    await expect(inspect(clone)).rejects.toThrow('is on no branch: name one by --branch');
    await expect(inspect(clone, { branch: 'main', signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });
});
