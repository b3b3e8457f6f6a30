import type { Message, NewMessage, Occurrence } from '@slipway/notifications';
import type { OutboxClaims } from './outbox-claims.ts';
import type { Page } from './scheduler-store.ts';

/** Where occurrences come from, and how many are taken. */
export interface OccurrenceScope {
  /** Name of the environment repository. */
  readonly repository: string;
  readonly now: Date;
  /** Of each source, at most. */
  readonly limit: number;
}

export interface TakenOccurrences {
  readonly occurrences: number;
  /** Whether one of the sources had as many as `limit`: there may be more. */
  readonly more: boolean;
}

/**
 * The writing end of notifications: what has happened since the last time, of all that this service can see in the database.
 * A link of an occurrence that begins with / is a path of Slipway's own API. All methods throw UnavailableError.
 */
export interface NotificationFeed {
  /**
   * Takes what is new and stores what `messagesOf` makes of it, in one transaction: what was taken is in the outbox once, or
   * is found again. Calls take turns, whoever makes them. `messagesOf` is called once at most and has no effects.
   */
  take(
    scope: OccurrenceScope,
    messagesOf: (occurrences: readonly Occurrence[]) => readonly NewMessage[],
  ): Promise<TakenOccurrences>;
}

export const NotificationState = { Pending: 'pending', Sent: 'sent', Dead: 'dead' } as const;
export type NotificationState = (typeof NotificationState)[keyof typeof NotificationState];

/** A message in the outbox. */
export interface NotificationRecord extends Message {
  /** Ascending in the order in which messages were written. */
  readonly sequence: number;
  readonly state: NotificationState;
  /** Attempts that have failed. */
  readonly failures: number;
  /** Why the last one has. */
  readonly reason: string | undefined;
  readonly createdAt: Date;
  /** When it is sent, or tried again. */
  readonly dueAt: Date;
  readonly settledAt: Date | undefined;
}

/** The reading end. A lane has one claim at a time; what has to be tried again lets others of its lane go first. */
export interface NotificationOutbox extends OutboxClaims<NotificationRecord> {
  /** Newest first; the key is `sequence`. */
  list(
    filter: { readonly state?: NotificationState | undefined; readonly rule?: string | undefined },
    page: Page<number>,
  ): Promise<readonly NotificationRecord[]>;
  /** How many there are, by rule and state. */
  count(): Promise<
    readonly { readonly rule: string; readonly state: NotificationState; readonly count: number }[]
  >;
  /** Ends what should have been sent before `before` and was not; at most `limit`. Returns how many. */
  expire(before: Date, at: Date, limit: number): Promise<number>;
  /** Removes what has ended before those times; at most `limit`. Returns how many. */
  prune(before: { readonly sent: Date; readonly dead: Date }, limit: number): Promise<number>;
}
