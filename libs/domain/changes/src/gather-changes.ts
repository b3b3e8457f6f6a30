/** Milliseconds that each change of a batch, beyond the first, holds back the next batch, and the most of them together. */
const perCompanion = 20;
const longest = 250;

/** A batch as it was read from the log: when, in milliseconds since the epoch, and how many changes it had. */
export interface ReadBatch {
  readonly at: number;
  readonly changes: number;
}

/**
 * Milliseconds from `now` on in which changes are gathered for the batch after this one. A push costs as much as some
 * fifty commits, so under load more of them share one: where changes come one at a time nothing waits, and the more of
 * them came together, the longer the next ones are waited for. It counts from when the batch was read, so that a backlog,
 * whose batches take longer than that to write, is written without a pause.
 */
export function gatherPause({ at, changes }: ReadBatch, now: number): number {
  const pause = Math.min(longest, Math.max(0, changes - 1) * perCompanion);
  // A clock that was set back makes no pause longer.
  return Math.min(pause, Math.max(0, at + pause - now));
}
