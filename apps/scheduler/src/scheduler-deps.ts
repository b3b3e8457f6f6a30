import type { Clock, Random } from '@slipway/kernel';
import type { ArtifactStore, Logger, Metrics, SchedulerStore, Signals, StudyStore } from '@slipway/ports';
import type { Tracking } from './tracking.ts';

/** Everything the scheduler needs of the outside. */
export interface SchedulerDeps {
  readonly store: SchedulerStore;
  /** Studies as the tuning service keeps them. */
  readonly studies: Pick<StudyStore, 'find' | 'trials'>;
  readonly signals: Signals;
  readonly artifacts: ArtifactStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Undefined: there is no model registry, and attempts are not tracked. */
  readonly tracking: Tracking | undefined;
  /** Environment repository that changes go to. */
  readonly repository: string;
}
