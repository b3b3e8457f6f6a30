import { inspectRepository, type Remote } from '@slipway/git';
import type { Clock } from '@slipway/kernel';
import type { InspectRepository } from '../committer-deps.ts';

export interface RepositoryInspectionOptions {
  /** The embedded repository, or the mirror of the remote one. */
  readonly directory: string;
  readonly branch: string;
  readonly remote?: Remote | undefined;
  /** Open pull requests against the branch, when they are known. */
  readonly pullRequests?: () => Promise<number>;
  readonly clock: Clock;
}

/** Below everything else that the machine does. */
const niceness = 15;
/** Milliseconds after which a look is given up: of a repository that large everything else is slow as well. */
const patience = 600_000;

/** Looks at the repository of a committer, at low priority. */
export function repositoryInspection({
  directory,
  branch,
  remote,
  pullRequests,
  clock,
}: RepositoryInspectionOptions): InspectRepository {
  return async (over) => {
    const signal = AbortSignal.any([over, AbortSignal.timeout(patience)]);
    const { snapshot } = await inspectRepository({
      ...{ folder: directory, branch, remote, now: clock.now(), signal, niceness },
    });
    return { ...snapshot, pullRequests: await pullRequests?.() };
  };
}
