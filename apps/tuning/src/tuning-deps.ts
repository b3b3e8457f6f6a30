import type { Clock, Random } from '@slipway/kernel';
import type { Logger, StudyStore } from '@slipway/ports';

/** Everything the tuning service needs of the outside. */
export interface TuningDeps {
  readonly store: StudyStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}
