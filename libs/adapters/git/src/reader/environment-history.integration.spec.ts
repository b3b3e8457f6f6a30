import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { EnvironmentBranch, EnvironmentHistory, FollowedCommit } from '@slipway/ports';
import { openEmbeddedBranch } from '../branch/embedded-branch.ts';
import { commitAll, draft, remove, write } from '../testing/drafts.ts';
import { gitServers } from '../testing/git-server.ts';
import { git } from '../testing/plain-git.ts';
import { directoriesPerTest } from '../testing/directories-per-test.ts';
import { openEnvironmentHistory } from './environment-history.ts';

const temporaryDirectory = directoriesPerTest();
const serve = gitServers();
const patterns = ['teams/*/models/**'];

interface Prepared {
  readonly root: string;
  readonly directory: string;
  readonly branch: EnvironmentBranch;
  readonly close: () => Promise<void>;
}

async function prepare(): Promise<Prepared> {
  const root = await temporaryDirectory();
  const directory = path.join(root, 'environment.git');
  const branch = await openEmbeddedBranch({ directory });
  return { root, directory, branch, close: () => branch.close() };
}

async function allCommits(
  history: EnvironmentHistory,
  since?: string,
): Promise<{ readonly tip: string; readonly commits: readonly FollowedCommit[] }> {
  const tip = (await history.refresh()) ?? '';
  const commits: FollowedCommit[] = [];
  for await (const commit of history.commits(tip, since, patterns)) commits.push(commit);
  return { tip, commits };
}

/** What happened to each file, with its content before and after. */
async function told(history: EnvironmentHistory, commits: readonly FollowedCommit[]): Promise<string[]> {
  const read = async (blob: string | undefined): Promise<string> =>
    blob === undefined ? '-' : history.read(blob);
  return Promise.all(
    commits.map(async ({ subject, files }) => {
      const changes = files.map(
        async (file) => `${file.path} ${await read(file.before)}>${await read(file.after)}`,
      );
      return [subject, ...(await Promise.all(changes))].join('; ');
    }),
  );
}

describe.each(['directory', 'remote'] as const)('openEnvironmentHistory of a %s', (kind) => {
  const open = async ({ root, directory }: Prepared): Promise<EnvironmentHistory> => {
    if (kind === 'directory') return openEnvironmentHistory({ directory });
    const { url } = await serve({ directory });
    const remote = { url, credentials: { username: 'slipway', password: 'reader' } };
    return openEnvironmentHistory({ directory: path.join(root, 'mirror.git'), remote });
  };

  it('gives the commits that touch the patterns, oldest first, with contents before and after', async () => {
    const prepared = await prepare();
    const { branch } = prepared;
    const history = await open(prepared);
    expect(await history.refresh()).toBeUndefined();
    const first = await commitAll(
      branch,
      draft('1', write('teams/v/models/a.yaml', 'one'), write('teams/v/jobs/x.yaml', 'x')),
    );
    const { tip } = await allCommits(history);
    expect(tip).toBe(first);
    await commitAll(
      branch,
      draft('2', write('teams/v/jobs/x.yaml', 'y')),
      draft('3', write('teams/v/models/a.yaml', 'two'), write('teams/w/models/sub/ä b.yaml', 'new')),
      draft('4', remove('teams/v/models/a.yaml')),
    );
    const later = await allCommits(history, first);
    expect(await told(history, later.commits)).toEqual([
      'Change 3; teams/v/models/a.yaml one>two; teams/w/models/sub/ä b.yaml ->new',
      'Change 4; teams/v/models/a.yaml two>-',
    ]);
    expect(later.commits[0]).toMatchObject({
      changeId: '3',
      requestedBy: 'alice',
      reason: 'test',
      parent: (await git(prepared.directory, 'rev-parse', 'main~2')).trim(),
      at: new Date('2026-11-24T10:00:00Z'),
    });
    expect((await allCommits(history)).commits).toHaveLength(3);
    const files: string[] = [];
    for await (const { path: file } of history.files(later.tip, [
      'teams/v/jobs/x.yaml',
      'teams/w',
      'teams/none',
    ]))
      files.push(file);
    expect(files).toEqual(['teams/v/jobs/x.yaml', 'teams/w/models/sub/ä b.yaml']);
    await history.close();
    await prepared.close();
  });

  it('takes a merge for what it brought to the branch, and knows what is in the history', async () => {
    const prepared = await prepare();
    const { branch, root, directory } = prepared;
    const first = await commitAll(branch, draft('1', write('teams/v/models/a.yaml', 'one')));
    const clone = path.join(root, 'clone');
    await git(root, 'clone', '--quiet', directory, clone);
    await git(clone, 'switch', '--quiet', '--create', 'proposal');
    await mkdir(path.join(clone, 'teams/v/models'), { recursive: true });
    await writeFile(path.join(clone, 'teams/v/models/b.yaml'), 'proposed');
    await git(clone, 'add', '.');
    await git(clone, 'commit', '--quiet', '-m', 'Propose b');
    const proposal = await git(clone, 'rev-parse', 'HEAD');
    await git(clone, 'switch', '--quiet', 'main');
    await git(clone, 'merge', '--quiet', '--no-ff', '-m', 'Merge b', 'proposal');
    await git(clone, 'push', '--quiet', 'origin', 'main');
    const history = await open(prepared);
    const { tip, commits } = await allCommits(history, first);
    expect(await told(history, commits)).toEqual(['Merge b; teams/v/models/b.yaml ->proposed']);
    expect(await history.contains(tip, proposal)).toBe(true);
    expect(await history.contains(first, proposal)).toBe(false);
    expect(await history.contains(tip, 'f'.repeat(40))).toBe(false);
    await history.close();
    await prepared.close();
  });

  it('gives hundreds of first parents in their order', async () => {
    const prepared = await prepare();
    const drafts = Array.from({ length: 300 }, (_, index) =>
      draft(String(index), write('a', `${String(index)}\n`)),
    );
    const first = await commitAll(prepared.branch, draft('first', write('a')));
    const tip = await commitAll(prepared.branch, ...drafts);
    const history = await open(prepared);
    await history.refresh();
    const found = await history.firstParents(tip, first, 300);
    const subjects = drafts.map((_, index) => `Change ${String(index)}`);
    expect(found?.map(({ subject }) => subject)).toEqual(subjects.toReversed());
    expect(await history.firstParents(tip, first, 299)).toBeUndefined();
    await history.close();
    await prepared.close();
  });

  it('gives the first parents since a commit, newest first, if they are few enough', async () => {
    const prepared = await prepare();
    const { branch, root, directory } = prepared;
    const first = await commitAll(branch, draft('1', write('teams/v/jobs/x.yaml', 'x')));
    await commitAll(branch, draft('2', write('teams/v/jobs/x.yaml', 'y')));
    const clone = path.join(root, 'clone');
    await git(root, 'clone', '--quiet', directory, clone);
    await git(clone, 'switch', '--quiet', '--create', 'proposal', first);
    await git(clone, 'commit', '--quiet', '--allow-empty', '-m', 'Propose');
    const proposal = await git(clone, 'rev-parse', 'HEAD');
    await git(clone, 'switch', '--quiet', 'main');
    await git(clone, 'merge', '--quiet', '--no-ff', '-m', 'Merge', 'proposal');
    await git(clone, 'push', '--quiet', 'origin', 'main');
    const history = await open(prepared);
    const tip = (await history.refresh()) ?? '';
    const subjects = (await history.firstParents(tip, first, 2))?.map(({ subject }) => subject);
    expect(subjects).toEqual(['Merge', 'Change 2']);
    expect(await history.firstParents(tip, tip, 2)).toEqual([]);
    expect(await history.firstParents(tip, first, 1)).toBeUndefined();
    expect(await history.firstParents(tip, proposal, 9)).toBeUndefined();
    expect(await history.firstParents('f'.repeat(40), first, 9)).toBeUndefined();
    const blob = await history.blobAt(tip, 'teams/v/jobs/x.yaml');
    expect(await history.read(blob ?? '')).toBe('y');
    expect(await history.blobAt(first, 'teams/v/jobs')).toBeUndefined();
    expect(await history.blobAt(first, 'teams/none.yaml')).toBeUndefined();
    await history.close();
    await prepared.close();
  });

  it('ends when its reader has enough', async () => {
    const prepared = await prepare();
    const drafts = Array.from({ length: 200 }, (_, index) =>
      draft(String(index), write('teams/v/models/a.yaml', String(index))),
    );
    const tip = await commitAll(prepared.branch, ...drafts);
    const history = await open(prepared);
    await history.refresh();
    for await (const { subject } of history.commits(tip, undefined, patterns)) {
      expect(subject).toBe('Change 0');
      break;
    }
    await history.close();
    await prepared.close();
  });
});
