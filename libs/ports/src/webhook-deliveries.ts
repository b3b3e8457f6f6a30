/** A delivery that a worker has claimed, with what its webhook is now. */
export interface ClaimedDelivery {
  /** A UUID; the receiver is sent it with each attempt, so that it can tell a repeated delivery. */
  readonly id: string;
  readonly webhookId: string;
  readonly team: string;
  readonly url: string;
  readonly sealedSecret: Uint8Array | undefined;
  /** The JSON text to be sent. */
  readonly body: string;
  /** Attempts that have failed. */
  readonly failures: number;
  readonly publishedAt: Date;
}

/** What became of an attempt. */
export type DeliveryOutcome =
  | { readonly kind: 'delivered'; readonly at: Date }
  | { readonly kind: 'retry'; readonly at: Date; readonly due: Date; readonly reason: string }
  | { readonly kind: 'failed'; readonly at: Date; readonly reason: string };

/**
 * The reading end of webhooks: deliveries that were published and not settled. Workers share them by leases: the oldest
 * unsettled delivery of a webhook can be claimed by one worker at a time, and the next of that webhook only when it is
 * settled, so that a receiver is told in the order of what happened. All methods throw UnavailableError.
 */
export interface WebhookDeliveries {
  /** Claims what is due at `now`, at most `limit`, until `leasedUntil`; of active webhooks only. */
  claim(
    worker: string,
    claim: { readonly now: Date; readonly leasedUntil: Date; readonly limit: number },
  ): Promise<readonly ClaimedDelivery[]>;
  /** Prolongs claims of the worker; returns the ids of those it still has. */
  renew(worker: string, ids: readonly string[], leasedUntil: Date): Promise<ReadonlySet<string>>;
  /** Gives back all claims of the worker: others may take them at once. */
  release(worker: string): Promise<void>;
  /** Without effect when the worker has lost its claim. */
  settle(worker: string, id: string, outcome: DeliveryOutcome): Promise<void>;
  countUnsettled(): Promise<number>;
  /** Marks as failed what was published before `before` and is not settled; at most `limit`. Returns how many. */
  expire(before: Date, at: Date, limit: number): Promise<number>;
  /** Removes what was delivered or failed before those times; at most `limit`. Returns how many. */
  prune(before: { readonly delivered: Date; readonly failed: Date }, limit: number): Promise<number>;
}
