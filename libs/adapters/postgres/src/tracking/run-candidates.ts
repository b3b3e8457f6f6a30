import type { Filter, Order, RunAttribute } from '@slipway/registry';
import type { RawBuilder } from 'kysely';

/** Some of the runs of the experiments, to look at one by one. */
export interface Candidates {
  /** Rows `run`; if `leads`, also with `lead`, in the order of it. */
  readonly rows: RawBuilder<unknown>;
  /** The order that the rows are in, and what the order searched for has behind it; undefined: nothing. */
  readonly leads:
    { readonly order: RawBuilder<unknown>; readonly rest: Order<RunAttribute> | undefined } | undefined;
  /** If they are as many, there are more. */
  readonly most: number;
  /** Whether all runs are among them where they are fewer than that. */
  readonly mayBeAll: boolean;
  /** What they do not satisfy by themselves. */
  readonly filter: Filter<RunAttribute>;
}
