import type { RepositorySnapshot } from '@slipway/changes';
import { busiestMinute } from '@slipway/changes';
import { InvalidInputError } from '@slipway/kernel';
import type { ObjectId } from '@slipway/ports';
import { findRepository } from '../process/find-repository.ts';
import { gitRecords } from '../process/git-records.ts';
import type { Remote } from '../process/remote-access.ts';
import { runGit, runGitOrThrow } from '../process/run-git.ts';
import { countBranches, countRemoteBranches } from './count-branches.ts';
import { pushTimes } from './push-times.ts';
import { surveyTree } from './survey-tree.ts';

export interface InspectOptions {
  /** In a checkout, or a bare repository. */
  readonly folder: string;
  /** Default: the one that is checked out, or that clones of a bare repository get. */
  readonly branch?: string | undefined;
  /** Whose branches are counted, when the repository is a mirror of one of them. */
  readonly remote?: Remote | undefined;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** From 0 (default) to 19, as for nice(1). */
  readonly niceness?: number;
}

export interface InspectedRepository {
  /** The git directory. */
  readonly directory: string;
  readonly branch: string;
  readonly tip: ObjectId;
  readonly snapshot: RepositorySnapshot;
}

const timeout = 60_000;
/** Milliseconds of pushes that are looked back on. */
const lookBack = 3_600_000;

/**
 * Looks at a repository with git, without a checkout and without changing it. Memory is bounded whatever its size, time is not:
 * it goes once through the names at the tip.
 * @throws InvalidInputError when there is no such repository or branch, UnavailableError when git fails or `signal` aborts.
 */
export async function inspectRepository(options: InspectOptions): Promise<InspectedRepository> {
  const { folder, remote, now, signal, niceness = 0 } = options;
  const directory = await findRepository(folder);
  const branch = options.branch ?? (await headOf(directory, folder, signal));
  const tip = await tipOf(directory, branch, folder, signal);
  const sized = !(await isPartial(directory, signal));
  const listing = ['ls-tree', '-r', '-t', '-z', '--full-tree', ...(sized ? ['--long'] : []), tip];
  const tree = await surveyTree(gitRecords(directory, listing, signal, niceness), sized);
  const store = await storeOf(directory, signal);
  const times = await pushTimes({ directory, branch, since: now.getTime() - lookBack, signal });
  return {
    ...{ directory, branch, tip },
    snapshot: {
      ...tree,
      ...store,
      branches: remote
        ? await countRemoteBranches(directory, remote, signal)
        : await countBranches(directory, signal),
      busiestMinute: times && busiestMinute(times),
      pullRequests: undefined,
    },
  };
}

async function headOf(directory: string, folder: string, signal: AbortSignal): Promise<string> {
  const { code, stdout } = await runGit(['symbolic-ref', '--quiet', '--short', 'HEAD'], {
    ...{ directory, timeout, signal },
  });
  if (code !== 0) throw new InvalidInputError(`${folder} is on no branch: name one by --branch`);
  return stdout.trim();
}

/** Of a branch here, or as it was last fetched from origin. */
async function tipOf(
  directory: string,
  branch: string,
  folder: string,
  signal: AbortSignal,
): Promise<ObjectId> {
  for (const ref of [`refs/heads/${branch}`, `refs/remotes/origin/${branch}`]) {
    const { code, stdout } = await runGit(
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`],
      { directory, timeout, signal },
    );
    if (code === 0) return stdout.trim();
  }
  throw new InvalidInputError(`${folder} has no branch ${JSON.stringify(branch)} with a commit`);
}

/** A partial clone would fetch every file that it is asked the size of. */
async function isPartial(directory: string, signal: AbortSignal): Promise<boolean> {
  const { code } = await runGit(
    ['config', '--local', '--get-regexp', String.raw`^(remote\..*\.promisor|extensions\.partialclone)$`],
    { directory, timeout, signal },
  );
  return code === 0;
}

async function storeOf(
  directory: string,
  signal: AbortSignal,
): Promise<Pick<RepositorySnapshot, 'storeBytes' | 'looseObjects' | 'packs'>> {
  const text = await runGitOrThrow(['count-objects', '-v'], { directory, timeout, signal });
  const counts = new Map(text.split('\n').map((line) => line.split(': ') as [string, string | undefined]));
  const count = (name: string): number => Number(counts.get(name) ?? 0);
  return {
    storeBytes: 1024 * (count('size') + count('size-pack') + count('size-garbage')),
    looseObjects: count('count'),
    packs: count('packs'),
  };
}
