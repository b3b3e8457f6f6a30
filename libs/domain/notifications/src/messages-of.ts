import { createHash } from 'node:crypto';
import { parseDuration } from '@slipway/kernel';
import type { NotificationRule } from '@slipway/resources';
import { laneOf, type Destination } from './destination.ts';
import type { Occurrence } from './occurrence.ts';

export type Template = NonNullable<NotificationRule['template']>;

/** An occurrence that is to be told by a rule. */
export interface NewMessage {
  /** The same for the same rule and occurrence, so that it is told once; receivers know repetitions by it. */
  readonly id: string;
  readonly rule: string;
  readonly lane: string;
  readonly destination: Destination;
  readonly template: Template | undefined;
  readonly occurrence: Occurrence;
  /** When it is sent, if it may not join a digest of the rule that is still gathering; undefined: at once, alone. */
  readonly gatherUntil: Date | undefined;
}

/** Milliseconds: what happened longer ago is told no more, such as after a long time without this service. */
const longestDelay = 86_400_000;

/** What the rules want to be told of these occurrences, in their order. */
export function messagesOf(
  occurrences: readonly Occurrence[],
  rules: readonly NotificationRule[],
  now: Date,
): readonly NewMessage[] {
  const since = now.getTime() - longestDelay;
  return occurrences
    .filter(({ at }) => Date.parse(at) >= since)
    .flatMap((occurrence) =>
      rules.filter((rule) => wants(rule, occurrence)).map((rule) => messageOf(rule, occurrence, now)),
    );
}

const wants = ({ events, teams }: NotificationRule, occurrence: Occurrence): boolean =>
  events.includes(occurrence.event) &&
  (teams === undefined || occurrence.teams.some((team) => teams.includes(team)));

function messageOf(
  { name, to, template, digest }: NotificationRule,
  occurrence: Occurrence,
  now: Date,
): NewMessage {
  const window = digest === undefined ? undefined : parseDuration(digest);
  return {
    id: messageId(name, occurrence.key),
    rule: name,
    lane: laneOf(to),
    destination: to,
    template,
    occurrence,
    gatherUntil: window === undefined ? undefined : new Date(now.getTime() + window),
  };
}

/** `msg_` and 32 hexadecimal digits, as Standard Webhooks names messages. */
export function messageId(rule: string, key: string): string {
  return `msg_${createHash('sha256').update(`${rule}\n${key}`).digest('hex').slice(0, 32)}`;
}
