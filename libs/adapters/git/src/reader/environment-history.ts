import { NotFoundError, UnavailableError } from '@slipway/kernel';
import type { CommitSummary, EnvironmentHistory, ObjectId, TreeEntry } from '@slipway/ports';
import { decodeCommit } from '../branch/commit-format.ts';
import { initRepository } from '../branch/init-repository.ts';
import { Maintenance } from '../branch/maintenance.ts';
import { ObjectReader, type GitObject } from '../objects/object-reader.ts';
import { askTip, fetchBranch } from '../process/fetch-branch.ts';
import { gitRecords } from '../process/git-records.ts';
import { checkRemote, type Remote } from '../process/remote-access.ts';
import { runGit, tidy } from '../process/run-git.ts';
import { followedCommits } from './followed-commits.ts';

export interface EnvironmentHistoryOptions {
  /** The embedded repository itself; with `remote`, a mirror on this machine that is made when it is missing, safe to delete. */
  readonly directory: string;
  readonly remote?: Remote | undefined;
  /** Default `main`. */
  readonly branch?: string;
}

const largestCommit = 1024 * 1024;
const largestFile = 4 * 1024 * 1024;
const questionTimeout = 30_000;
/** Milliseconds that a process may keep packs open which were replaced. */
const recycleAfter = 60_000;

/** The environment repository with its whole history: that of this machine, or a full mirror of one elsewhere. */
export async function openEnvironmentHistory({
  directory,
  remote,
  branch = 'main',
}: EnvironmentHistoryOptions): Promise<EnvironmentHistory> {
  if (remote) checkRemote(remote);
  await initRepository(directory, branch);
  const ref = `refs/heads/${branch}`;
  const reader = new ObjectReader(directory);
  const maintenance = new Maintenance({
    directory,
    packs: 100,
    logger: undefined,
    onRepacked: () => {
      reader.recycle();
    },
  });

  const localTip = async (): Promise<ObjectId | undefined> => (await reader.read(ref, largestCommit))?.id;

  const refreshMirror = async (from: Remote): Promise<ObjectId | undefined> => {
    const options = { directory, remote: from, branch };
    const tip = await askTip(options);
    if (tip === undefined || tip === (await localTip())) return tip;
    if (!(await fetchBranch(options))) return undefined;
    maintenance.published();
    return localTip();
  };

  let recycledAt = performance.now();
  const refresh = (): Promise<ObjectId | undefined> => {
    if (remote) return refreshMirror(remote);
    // Who writes the repository may have replaced its packs: a process that still has the old ones keeps their space.
    if (performance.now() - recycledAt > recycleAfter) {
      reader.recycle();
      recycledAt = performance.now();
    }
    return localTip();
  };

  let refreshing: Promise<unknown> = Promise.resolve();
  return {
    refresh: () => {
      const refreshed = refreshing.then(refresh);
      refreshing = refreshed.catch(() => undefined);
      return refreshed;
    },
    lastTip: localTip,
    commits: (tip, since, patterns) => followedCommits(directory, tip, since, patterns),
    firstParents: async (tip, since, most) => {
      const commits: CommitSummary[] = [];
      for await (const { id, body } of ancestry(reader, tip)) {
        if (id === since) return commits;
        if (commits.length === most) return undefined;
        commits.push(decodeCommit(id, body));
      }
      return undefined;
    },
    contains: async (tip, commit) => {
      const { code, stderr } = await runGit(['merge-base', '--is-ancestor', commit, tip], {
        directory,
        timeout: questionTimeout,
      });
      if (code === 0 || code === 1) return code === 0;
      if (/not a valid|bad object|no such/i.test(stderr)) return false;
      throw new UnavailableError(`git merge-base failed: ${tidy(stderr)}`, { details: { directory, code } });
    },
    blobAt: async (commit, path) => {
      const object = await reader.read(`${commit}:${path}`, largestFile);
      return object?.type === 'blob' ? object.id : undefined;
    },
    files: (commit, paths) => filesOf(directory, commit, paths),
    read: async (blob) => {
      const object = await reader.read(blob, largestFile);
      if (object?.type !== 'blob')
        throw new NotFoundError('there is no such file in the environment repository', { details: { blob } });
      return object.body.toString();
    },
    close: async () => {
      await maintenance.close();
      await reader.close();
    },
  };
}

/** Most ancestors that are asked for at once: a question costs more than the answer. */
const generationsAtOnce = 64;

/** The commit and its first parents, newest first, as far as they are there; in groups of 1, 2, 4 and so on. */
async function* ancestry(reader: ObjectReader, tip: ObjectId): AsyncGenerator<GitObject> {
  let names = [tip];
  for (let size = 1; ; size = Math.min(generationsAtOnce, size * 2)) {
    const objects = await Promise.all(names.map((name) => reader.read(name, largestCommit)));
    for (const object of objects) {
      if (object?.type !== 'commit') return;
      yield object;
    }
    const oldest = objects.at(-1)?.id ?? tip;
    names = Array.from({ length: size }, (_, index) => `${oldest}~${String(index + 1)}`);
  }
}

async function* filesOf(
  directory: string,
  commit: ObjectId,
  paths: readonly string[],
): AsyncGenerator<TreeEntry> {
  const args = ['--literal-pathspecs', 'ls-tree', '-r', '-z', '--full-tree', commit, '--', ...paths];
  for await (const record of gitRecords(directory, args)) {
    const [, mode = '', blob = '', path = ''] = /^(\d+) \w+ ([0-9a-f]{40})\t(.*)$/s.exec(record) ?? [];
    if (mode.startsWith('100')) yield { path, blob };
  }
}
