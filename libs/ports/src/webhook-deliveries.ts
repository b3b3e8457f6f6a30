import type { OutboxClaims } from './outbox-claims.ts';

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

/**
 * The reading end of webhooks: deliveries that were published and not settled, of active webhooks. The oldest
 * unsettled delivery of a webhook can be claimed by one worker at a time, and the next of that webhook only when it is
 * settled, so that a receiver is told in the order of what happened. All methods throw UnavailableError.
 */
export interface WebhookDeliveries extends OutboxClaims<ClaimedDelivery> {
  countUnsettled(): Promise<number>;
  /** Marks as failed what was published before `before` and is not settled; at most `limit`. Returns how many. */
  expire(before: Date, at: Date, limit: number): Promise<number>;
  /** Removes what was delivered or failed before those times; at most `limit`. Returns how many. */
  prune(before: { readonly delivered: Date; readonly failed: Date }, limit: number): Promise<number>;
}
