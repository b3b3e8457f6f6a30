import type { Clock, Random } from '@slipway/kernel';
import type { ArtifactStore, Logger, Metrics, SchedulerStore, Signals } from '@slipway/ports';

/** Everything the scheduler needs of the outside. */
export interface SchedulerDeps {
  readonly store: SchedulerStore;
  readonly signals: Signals;
  readonly artifacts: ArtifactStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Environment repository that changes go to. */
  readonly repository: string;
}
