import type { Clock, Random } from '@slipway/kernel';
import type { Logger, StudyResources, StudyStore } from '@slipway/ports';

/** Everything the tuning service needs of the outside. */
export interface TuningDeps {
  readonly store: StudyStore;
  /** Studies of desired state. */
  readonly resources: StudyResources;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Trials that are read at a time by who catches up with a study; default 2,000. */
  readonly trialsOfPage?: number;
}
