import type { Destination } from './destination.ts';
import type { Template } from './messages-of.ts';
import type { Occurrence } from './occurrence.ts';

/** What is sent: one occurrence, or a digest of several. */
export interface Message {
  readonly id: string;
  readonly rule: string;
  readonly destination: Destination;
  readonly template: Template | undefined;
  readonly isDigest: boolean;
  /** The first of them in the order in which they were found; one at least. */
  readonly occurrences: readonly Occurrence[];
  /** How many there are, with those beyond the bound. */
  readonly total: number;
}

/** Of one message: those beyond are only counted. Slack takes 50 blocks. */
export const mostOccurrences = 40;
