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
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Called between the committer's own steps; tests make it crash there. */
  readonly step?: (name: CommitterStep) => void;
}

/** The points of one pass between which a crash must do no harm; those of the write path itself are the branch's. */
export type CommitterStep = 'caught-up' | 'batch-read' | 'batch-built' | 'prepared' | 'published' | 'settled';
