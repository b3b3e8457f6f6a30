/** What became of an attempt to deliver something. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly at: Date }
  | { readonly kind: 'retry'; readonly at: Date; readonly due: Date; readonly reason: string }
  | { readonly kind: 'failed'; readonly at: Date; readonly reason: string };

/**
 * The reading end of an outbox: what waits to be delivered and is shared by workers through leases. All methods throw
 * UnavailableError.
 */
export interface OutboxClaims<Claimed extends { readonly id: string }> {
  /** Claims what is due at `now`, at most `limit` and one of each receiver, until `leasedUntil`. */
  claim(
    worker: string,
    claim: { readonly now: Date; readonly leasedUntil: Date; readonly limit: number },
  ): Promise<readonly Claimed[]>;
  /** Prolongs claims of the worker; returns the ids of those it still has. */
  renew(worker: string, ids: readonly string[], leasedUntil: Date): Promise<ReadonlySet<string>>;
  /** Gives back all claims of the worker: others may take them at once. */
  release(worker: string): Promise<void>;
  /** Without effect when the worker has lost its claim. */
  settle(worker: string, id: string, outcome: DeliveryOutcome): Promise<void>;
}
