import type { NotificationEvent, Placeholder } from '@slipway/resources';
import { fillTemplate } from './fill-template.ts';
import type { Message } from './message.ts';
import type { Occurrence } from './occurrence.ts';

/** A message in plain text, for a format to escape. */
export interface MessageWords {
  /** One line. */
  readonly title: string;
  /** One for each occurrence. */
  readonly entries: readonly MessageEntry[];
  /** Occurrences that have no entry. */
  readonly more: number;
}

export interface MessageEntry {
  readonly text: string;
  /** An http or https URL. */
  readonly link: string | undefined;
}

const usualTitles: Readonly<Record<NotificationEvent, string>> = {
  'run-succeeded': 'Run {{name}} of {{teams}} succeeded',
  'run-failed': 'Run {{name}} of {{teams}} failed',
  'run-cancelled': 'Run {{name}} of {{teams}} was cancelled',
  'deployment-healthy': 'Commit {{name}} is deployed and healthy',
  'deployment-failed': 'Commit {{name}} could not be deployed',
  'proposal-opened': 'Proposed: {{name}}',
  'proposal-merged': 'Merged: {{name}}',
  'proposal-closed': 'Closed without a merge: {{name}}',
  'study-ended': 'Study {{name}} of {{teams}} has ended',
};
const longestTitle = 150;
const longestEntry = 500;

/** The words of a message: those of its template, or else the usual ones. */
export function wordsOf({ occurrences, total, isDigest, template }: Message): MessageWords {
  const [first] = occurrences;
  if (!first) throw new RangeError('a message tells of one occurrence at least');
  const more = total - occurrences.length;
  if (!isDigest) {
    const values = valuesOf(first);
    const title = fillTemplate(template?.title ?? usualTitles[first.event], values);
    return {
      title: oneLine(title, longestTitle),
      entries: [entryOf(first, template?.text ?? '{{reason}}')],
      more,
    };
  }
  const title = template?.title
    ? fillTemplate(template.title, valuesOfAll(occurrences, total))
    : `${String(total)} × ${joined(occurrences.map(({ event }) => event))}`;
  const entries = occurrences.map((occurrence) => {
    const usual = usualTitles[occurrence.event] + (occurrence.reason === '' ? '' : ': {{reason}}');
    return entryOf(occurrence, template?.text ?? usual);
  });
  return { title: oneLine(title, longestTitle), entries, more };
}

/** The title of a message, for lists. */
export const titleOf = (message: Message): string => wordsOf(message).title;

function entryOf(occurrence: Occurrence, template: string): MessageEntry {
  const text = clipped(fillTemplate(template, valuesOf(occurrence)), longestEntry);
  return { text, link: safeLink(occurrence.link) };
}

function valuesOf({
  event,
  teams,
  name,
  reason,
  at,
  link,
}: Occurrence): Readonly<Record<Placeholder, string>> {
  return {
    ...{ event, count: '1', time: at },
    teams: oneLine(teams.join(', '), 200),
    name: oneLine(name, 200),
    reason: oneLine(reason, 400),
    link: safeLink(link) ?? '',
  };
}

function valuesOfAll(all: readonly Occurrence[], total: number): Readonly<Record<Placeholder, string>> {
  return {
    event: joined(all.map(({ event }) => event)),
    teams: oneLine(joined(all.flatMap(({ teams }) => teams)), 200),
    name: oneLine(joined(all.map(({ name }) => name)), 200),
    reason: '',
    time: all.at(-1)?.at ?? '',
    link: '',
    count: String(total),
  };
}

const joined = (words: readonly string[]): string => [...new Set(words)].join(', ');

/** Reasons come from programs, names from people: neither breaks lines or turns the text round. */
const oneLine = (text: string, longest: number): string =>
  clipped(text.replaceAll(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ').trim(), longest);

/** Counted as Slack and the browser count: in UTF-16 units, no character cut in two. */
function clipped(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function safeLink(link: string | undefined): string | undefined {
  const url = link === undefined ? null : URL.parse(link);
  return url && /^https?:$/.test(url.protocol) && url.href.length <= 2_000 ? url.href : undefined;
}
