import type { Clock } from '@slipway/kernel';
import type { Logger, OptunaStore } from '@slipway/ports';

export interface OptunaDeps {
  readonly store: OptunaStore;
  readonly clock: Clock;
  readonly logger: Logger;
}
