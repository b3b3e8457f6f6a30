import type { DeliveryAttempt } from '@slipway/deliveries';

/** GitHub's own list of what it delivered by a hook, and its button "Redeliver". */
export interface HookDeliveries {
  /** The hook, for people and as a key: `app`, or `repos/acme/environment/hooks/1`. */
  readonly hook: string;
  /** GitHub's time. @throws UnavailableError */
  now(): Promise<Date>;
  /**
   * Attempts since a time, newest first, read page by page as they are asked for.
   * @throws UnavailableError when GitHub does not answer or has no calls left for us, ForbiddenError or NotFoundError when the
   * credentials do not open this hook
   */
  attempts(since: Date): AsyncIterable<DeliveryAttempt>;
  /** Asks for another attempt; false when GitHub has forgotten the delivery. @throws as `attempts` */
  redeliver(attempt: string): Promise<boolean>;
}

/** How far the deliveries of hooks were compared with the ledger. All methods throw UnavailableError. */
export interface BackFillLog {
  /** Up to which time, on GitHub's clock; undefined: never. */
  position(hook: string): Promise<Date | undefined>;
  setPosition(hook: string, to: Date): Promise<void>;
  /** How often deliveries were asked for; those that never were are left out. */
  asks(ids: readonly string[]): Promise<ReadonlyMap<string, number>>;
  noteAsk(id: string, at: Date): Promise<void>;
}
