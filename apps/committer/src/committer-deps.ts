import type { RepositorySnapshot } from '@slipway/changes';
import type { Clock } from '@slipway/kernel';
import type {
  ChangeQueue,
  ChangeReader,
  EnvironmentBranch,
  Leases,
  Logger,
  Metrics,
  Signals,
} from '@slipway/ports';

/** What a committer of one environment repository works with. */
export interface CommitterDeps {
  readonly queue: ChangeQueue;
  readonly reader: ChangeReader;
  readonly leases: Leases;
  readonly signals: Signals;
  readonly branch: EnvironmentBranch;
  /** Name of the environment repository. */
  readonly repository: string;
  /** Pushes in any 60 s, at most; Infinity for no budget. */
  readonly pushesPerMinute: number;
  /** The bare repository to serve to git clients; left out when the remote is elsewhere. */
  readonly servedDirectory?: string;
  /** Looks at the repository, for warnings of the limits that it comes near; left out: nobody looks. */
  readonly inspect?: InspectRepository;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Called between the committer's own steps; tests make it crash there. */
  readonly step?: (name: CommitterStep) => void;
}

/** @throws InvalidInputError while the branch has no commit, UnavailableError when git fails or the signal aborts. */
export type InspectRepository = (over: AbortSignal) => Promise<RepositorySnapshot>;

/** The points of one pass between which a crash must do no harm; those of the write path itself are the branch's. */
export type CommitterStep = 'caught-up' | 'batch-read' | 'batch-built' | 'prepared' | 'published' | 'settled';
