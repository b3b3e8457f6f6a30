/** States of a run. */
export const RunState = {
  /** Accepted: waits for a free slot of its team's quota, or for its manifest to reach git. */
  Pending: 'pending',
  /** The manifest of its newest attempt is in the environment repository. */
  Committed: 'committed',
  /** All processes of its newest attempt have been started. */
  Running: 'running',
  /** An attempt failed; the next one follows when the backoff has elapsed. */
  BackingOff: 'backing-off',
  /** Its attempt is withdrawn from its cluster; the next one follows on another when nothing of it runs any more. */
  Moving: 'moving',
  /** To be cancelled: the removal of its manifest was requested, and the agent may still have it in its hands. */
  Cancelling: 'cancelling',
  Succeeded: 'succeeded',
  Failed: 'failed',
  Cancelled: 'cancelled',
} as const;
export type RunState = (typeof RunState)[keyof typeof RunState];

/** States of an attempt. The last four are final. */
export const AttemptState = {
  /** Its change was accepted and has no outcome yet. */
  Pending: 'pending',
  /** Its manifest is in the environment repository; no agent has reported on it. */
  Committed: 'committed',
  /** An agent has it in its hands. */
  Preparing: 'preparing',
  Running: 'running',
  Succeeded: 'succeeded',
  Failed: 'failed',
  /** Ended because its manifest was removed. */
  Stopped: 'stopped',
  /** The machine or the supervisor died: nobody knows how far it came, and that it no longer runs is certain. */
  Lost: 'lost',
} as const;
export type AttemptState = (typeof AttemptState)[keyof typeof AttemptState];

export interface Attempt {
  /** From 1, strictly rising within the run. */
  readonly epoch: number;
  readonly state: AttemptState;
  readonly reason: string | undefined;
  readonly exitCode: number | undefined;
  /** Commit that put its manifest into the environment repository. */
  readonly commit: string | undefined;
}

/** When a failed attempt is followed by another. Durations in milliseconds. */
export interface RetryPolicy {
  /** How many attempts may follow a failed one. */
  readonly limit: number;
  readonly backoff: { readonly initial: number; readonly factor: number; readonly max: number };
}

/** Removal of an ended run's manifests from the environment repository, so that it never executes twice. */
export type Retirement =
  | { readonly state: 'none' }
  | { readonly state: 'requested' }
  | { readonly state: 'done'; readonly commit: string }
  | { readonly state: 'rejected'; readonly reason: string };

/** Everything that decides what becomes of a run. */
export interface Run {
  readonly state: RunState;
  readonly reason: string | undefined;
  /** Where its next attempt goes; the newest one may still be on another. */
  readonly cluster: string;
  readonly retry: RetryPolicy;
  /** Retries used so far. */
  readonly retries: number;
  /** Attempts lost so far; they do not use up retries. */
  readonly losses: number;
  readonly retirement: Retirement;
  /** By epoch; at most the last one is live. */
  readonly attempts: readonly Attempt[];
}

/** A run that was accepted and has no attempt yet. */
export const acceptedRun = (retry: RetryPolicy, cluster: string): Run => ({
  state: RunState.Pending,
  reason: undefined,
  cluster,
  retry,
  retries: 0,
  losses: 0,
  retirement: { state: 'none' },
  attempts: [],
});

const finalRunStates: ReadonlySet<RunState> = new Set([
  RunState.Succeeded,
  RunState.Failed,
  RunState.Cancelled,
]);
const finalAttemptStates: ReadonlySet<AttemptState> = new Set([
  AttemptState.Succeeded,
  AttemptState.Failed,
  AttemptState.Stopped,
  AttemptState.Lost,
]);

export const isFinalRun = (state: RunState): boolean => finalRunStates.has(state);
export const isFinalAttempt = (state: AttemptState): boolean => finalAttemptStates.has(state);
