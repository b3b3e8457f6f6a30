import type { DeliveryAddress } from '@slipway/deliveries';

export const DeliveryState = {
  /** Waits for its turn, or for another attempt. */
  Pending: 'pending',
  Handled: 'handled',
  /** Nothing had to be done; its reason says why. */
  Ignored: 'ignored',
  /** Its handling failed too often; somebody may replay it. */
  Dead: 'dead',
} as const;
export type DeliveryState = (typeof DeliveryState)[keyof typeof DeliveryState];

/** A delivery that was verified and is to be kept. */
export interface NewDelivery extends DeliveryAddress {
  /** The GUID of GitHub, in lower case. */
  readonly id: string;
  /** HMAC-SHA256 of the payload by the secret that it was verified with, in hex. */
  readonly signature: string;
  /** Bytes of the payload. */
  readonly bytes: number;
  /** Where the payload lies. */
  readonly place: PayloadPlace;
  readonly receivedAt: Date;
  /** Why nobody has to handle it; undefined: it is queued. */
  readonly ignored: string | undefined;
}

/** Which of the blocks that are recorded with a delivery has its payload, and from which byte on when it is decompressed. */
export interface PayloadPlace {
  readonly block: number;
  readonly offset: number;
}

/**
 * `other-signature`: the ledger has the id with another signature, so that the payload is another one, or was signed by
 * another secret; nothing was changed.
 */
export type Recorded = 'added' | 'known' | 'other-signature';

export interface DeliveryRecord extends DeliveryAddress {
  /** Position in the ledger: the order in which deliveries are handled. */
  readonly sequence: number;
  readonly id: string;
  readonly bytes: number;
  readonly receivedAt: Date;
  readonly state: DeliveryState;
  /** Attempts that have failed since it came or was replayed. */
  readonly failures: number;
  /** When it is tried next, while it is pending. */
  readonly dueAt: Date;
  /** What was done, or why nothing was, or why it failed. */
  readonly reason: string | undefined;
  readonly settledAt: Date | undefined;
  readonly replays: number;
}

export interface DeliveryFilter {
  readonly state?: DeliveryState | undefined;
  readonly event?: string | undefined;
  /** `owner/name`, whatever its capitals. */
  readonly repository?: string | undefined;
  /** Received at this time or later. */
  readonly since?: Date | undefined;
  /** Received before this time. */
  readonly until?: Date | undefined;
}

/** The ledger of GitHub's deliveries, for who receives them and who looks at them. All methods throw UnavailableError. */
export interface DeliveryLedger {
  /**
   * Records deliveries with their payloads durably, in one transaction; `blocks` are compressed by zstd (RFC 8878). No id is
   * there twice among them. The outcomes are in the order of the deliveries. Any number may record at once, the same too.
   */
  record(deliveries: readonly NewDelivery[], blocks: readonly Uint8Array[]): Promise<readonly Recorded[]>;
  find(id: string): Promise<DeliveryRecord | undefined>;
  /** Newest first; `before` is the sequence of the last one of the page before. */
  list(
    filter: DeliveryFilter,
    page: { readonly before?: number | undefined; readonly limit: number },
  ): Promise<readonly DeliveryRecord[]>;
  /** The payload as it was sent; undefined when it is not kept any more. */
  payload(id: string): Promise<Buffer | undefined>;
  /** Queues those of the ids again that are settled. Returns their ids. */
  replay(ids: readonly string[], now: Date): Promise<readonly string[]>;
  /** Of these ids, those that the ledger has. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Deliveries that wait, and when the oldest of them was received. */
  backlog(): Promise<{ readonly pending: number; readonly oldest: Date | undefined }>;
  /** Removes payloads and settled deliveries that are past their time; a bounded number at a time. Returns whether there may be more. */
  prune(bounds: LedgerBounds): Promise<boolean>;
}

export interface LedgerBounds {
  /** Payloads that were received before go. */
  readonly payloadsBefore: Date;
  /** Bytes of payloads, compressed; beyond them the oldest go. */
  readonly payloadBytes: number;
  /** Settled deliveries that were received before go. */
  readonly deliveriesBefore: Date;
}
