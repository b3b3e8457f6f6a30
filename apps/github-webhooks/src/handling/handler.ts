import type { DeliveryAddress } from '@slipway/deliveries';
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
  readonly payload: () => Promise<unknown>;
}

/**
 * Handles deliveries of one event. It may be called again for one that it has handled already, after a crash or by a replay:
 * what it does must then have no second effect. What it throws is tried again, and ends as a dead letter.
 */
export interface DeliveryHandler {
  readonly event: string;
  /** Why there is nothing to be done for such a delivery: it is not queued then. Undefined: there may be. */
  readonly reasonToIgnore?: (address: DeliveryAddress) => string | undefined;
  readonly handle: (delivery: DeliveryRecord, context: HandlingContext) => Promise<Handled>;
}

/** By the names of their events. */
export type DeliveryHandlers = ReadonlyMap<string, DeliveryHandler>;

/** Why nobody has to handle such a delivery; undefined: somebody has. */
export function reasonToIgnore(handlers: DeliveryHandlers, address: DeliveryAddress): string | undefined {
  const handler = handlers.get(address.event);
  return handler ? handler.reasonToIgnore?.(address) : `nobody handles the event ${address.event}`;
}
