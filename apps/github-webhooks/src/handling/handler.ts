import type { DeliveryRecord } from '@slipway/ports';

/** What became of a delivery, with a sentence for those who look at the ledger. */
export interface Handled {
  readonly kind: 'handled' | 'ignored';
  readonly reason: string;
}

export interface HandlingContext {
  /**
   * What GitHub said, for hints: the truth is read where it is kept. Undefined when it is not kept any more or is larger
   * than 4 MiB.
   */
  payload(): Promise<unknown>;
}

/**
 * Handles deliveries of one event. It may be called again for one that it has handled already, after a crash or by a replay:
 * what it does must then have no second effect. What it throws is tried again, and ends as a dead letter.
 */
export interface DeliveryHandler {
  readonly event: string;
  handle(delivery: DeliveryRecord, context: HandlingContext): Promise<Handled>;
}
