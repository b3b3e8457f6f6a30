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
}
