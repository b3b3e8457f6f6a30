/** One attempt of GitHub to deliver, as its list of deliveries has it. */
export interface DeliveryAttempt {
  /** GitHub's number of the attempt; a redelivery has another one and the same GUID. */
  readonly attempt: string;
  /** In lower case. */
  readonly id: string;
  readonly event: string;
  readonly deliveredAt: Date;
}

/** Milliseconds on GitHub's clock. */
export const backFillTimes = {
  /** GitHub keeps deliveries for three days. */
  history: 3 * 86_400_000,
  /** Looked at again each time: what is listed late, or out of order. */
  overlap: 3_600_000,
  /** Attempts that are younger may still be on their way into the ledger. */
  settling: 300_000,
} as const;

/** How often a delivery is asked for; one that is refused each time has something wrong that asking does not mend. */
export const mostAsks = 3;

/** What of a hook's list is looked at: everything on GitHub's clock, so that ours may be wrong. */
export function backFillWindow(
  position: Date | undefined,
  gitHubNow: Date,
): { readonly since: Date; readonly until: Date } {
  const now = gitHubNow.getTime();
  const oldest = now - backFillTimes.history;
  const since =
    position === undefined ? oldest : Math.max(oldest, position.getTime() - backFillTimes.overlap);
  return { since: new Date(since), until: new Date(now - backFillTimes.settling) };
}

/**
 * The attempts to repeat: of each delivery that is not in the ledger the newest one, unless it was asked for too often or is
 * under way just now. Oldest first.
 */
export function missingAttempts(
  attempts: readonly DeliveryAttempt[],
  known: ReadonlySet<string>,
  asks: ReadonlyMap<string, number>,
  until: Date,
): readonly DeliveryAttempt[] {
  const newest = new Map<string, DeliveryAttempt>();
  for (const attempt of attempts) {
    const other = newest.get(attempt.id);
    if (!other || attempt.deliveredAt > other.deliveredAt) newest.set(attempt.id, attempt);
  }
  return [...newest.values()]
    .filter(({ id, deliveredAt }) => !known.has(id) && (asks.get(id) ?? 0) < mostAsks && deliveredAt <= until)
    .sort((one, other) => one.deliveredAt.getTime() - other.deliveredAt.getTime());
}
