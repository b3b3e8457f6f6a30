import type { NotificationEvent } from '@slipway/resources';

/** Something that has happened, and that people may want to hear of. */
export interface Occurrence {
  /** Names it; the same for the same thing, however often it is found: `run-failed/vision/digits-1a2b3c4d`. */
  readonly key: string;
  readonly event: NotificationEvent;
  /** ISO 8601. */
  readonly at: string;
  /** Whom it belongs to; empty: to no team. */
  readonly teams: readonly string[];
  /** Of the run, the commit, the study; the subject of a proposal. */
  readonly name: string;
  /** Why it is so, as it was told; may be empty. */
  readonly reason: string;
  /** Where there is more of it. */
  readonly link?: string | undefined;
}
