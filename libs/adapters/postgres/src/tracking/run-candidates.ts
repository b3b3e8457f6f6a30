import type { Filter, Order, RunAttribute } from '@slipway/registry';
import type { RawBuilder } from 'kysely';

/** Some of the runs of the experiments, to look at one by one: all that a search may find. */
export interface Candidates {
  /** Rows `run`. */
  readonly rows: RawBuilder<unknown>;
  /** What they do not satisfy by themselves. */
  readonly filter: Filter<RunAttribute>;
}

/** Those that come first in the order searched for; a search may find others, too. */
export interface LeadingCandidates extends Candidates {
  /** Rows `run` and `lead`, in the order of it. */
  readonly rows: RawBuilder<unknown>;
  /** The order that the rows are in. */
  readonly order: RawBuilder<unknown>;
  /** What the order searched for has behind it; undefined: nothing. */
  readonly rest: Order<RunAttribute> | undefined;
  /** If they are as many, there are more. */
  readonly most: number;
  /** Whether all runs are among them where they are fewer than that. */
  readonly mayBeAll: boolean;
}
