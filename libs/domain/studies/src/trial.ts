/**
 * `waiting`: enqueued, nobody has it yet. `running`: a worker has it, by a lease. The others are final: `complete` has a
 * value for each objective, `pruned` was stopped early, `failed` has no result.
 */
export const TrialState = {
  Waiting: 'waiting',
  Running: 'running',
  Complete: 'complete',
  Pruned: 'pruned',
  Failed: 'failed',
} as const;
export type TrialState = (typeof TrialState)[keyof typeof TrialState];

export type FinalState = Exclude<TrialState, 'waiting' | 'running'>;

export const isFinal = (state: TrialState): state is FinalState =>
  state !== TrialState.Waiting && state !== TrialState.Running;

/** A trial as decisions about it see it. Times are milliseconds since the epoch. */
export interface Trial {
  /** 0, 1, 2, … in the order in which they were made. */
  readonly number: number;
  readonly state: TrialState;
  /** Who has it, or had it last; undefined while it is waiting. */
  readonly worker: string | undefined;
  /** Until then nobody else gets it; each report of its worker moves it on. */
  readonly leasedUntil: number;
  /** How often it was handed out; 0 while it is waiting. */
  readonly handedOut: number;
  /** One for each objective, of a complete trial; of a pruned one what it reported last, if anything. */
  readonly values: readonly number[];
  /** One for each outcome constraint, of a complete trial; otherwise as many as were told. */
  readonly constraints: readonly number[];
  /** By how much the outcome constraints are violated, in all; 0 when they hold or nothing is known. */
  readonly violation: number;
  /** Undefined: it has not ended, or its study counts no costs. */
  readonly cost: number | undefined;
  /** The last step it reported. */
  readonly lastStep: number | undefined;
  /** What it reported at that step; empty before the first. */
  readonly lastValues: readonly number[];
  /** Told to stop early. */
  readonly isStopped: boolean;
}
