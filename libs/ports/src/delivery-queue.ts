import type { DeliveryRecord } from './delivery-ledger.ts';

/** Deliveries of one lane that a worker has claimed, in the order in which they are to be handled. */
export interface ClaimedLane {
  readonly lane: string;
  readonly deliveries: readonly DeliveryRecord[];
}

export type HandlingOutcome =
  | { readonly kind: 'handled'; readonly at: Date; readonly reason: string }
  | { readonly kind: 'ignored'; readonly at: Date; readonly reason: string }
  | { readonly kind: 'retry'; readonly at: Date; readonly due: Date; readonly reason: string }
  | { readonly kind: 'dead'; readonly at: Date; readonly reason: string };

/**
 * The queue of the ledger. Workers share it by leases of lanes: the deliveries of a lane are with one worker at a time, in
 * the order they came. One that failed waits for its next attempt beside the lane, and those behind it go on. All methods
 * throw UnavailableError.
 */
export interface DeliveryQueue {
  /**
   * Claims lanes that have something due at `now`, until `leasedUntil`: at most `lanes`, beginning with the one after `after`,
   * each with at most `perLane` deliveries.
   */
  claim(
    worker: string,
    claim: {
      readonly now: Date;
      readonly leasedUntil: Date;
      readonly after: string;
      readonly lanes: number;
      readonly perLane: number;
    },
  ): Promise<readonly ClaimedLane[]>;
  /** Prolongs the worker's leases of these lanes; returns those that it still has. */
  renew(worker: string, lanes: readonly string[], leasedUntil: Date): Promise<ReadonlySet<string>>;
  /** Gives lanes back: others may claim them at once. */
  release(worker: string, lanes: readonly string[]): Promise<void>;
  /** False, and without effect, when the worker has lost the lane or the delivery is settled. */
  settle(worker: string, lane: string, sequence: number, outcome: HandlingOutcome): Promise<boolean>;
}
