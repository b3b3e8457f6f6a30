import type { Message } from './message.ts';
import { wordsOf } from './message-words.ts';

/**
 * What a generic webhook is sent: `type`, `timestamp` and `data` after Standard Webhooks. `version` is raised when a field
 * goes or means something else; new fields may come at any time. The same message is the same text, byte for byte.
 */
export function webhookMessage(message: Message): string {
  const { id, rule, occurrences, total, isDigest } = message;
  const { title, entries } = wordsOf(message);
  return JSON.stringify({
    type: isDigest ? 'digest' : occurrences[0]?.event,
    timestamp: occurrences.at(-1)?.at,
    version: 1,
    data: {
      ...{ id, rule, title },
      text: entries.map(({ text }) => text).join('\n'),
      count: total,
      occurrences: occurrences.map(({ key, event, at, teams, name, reason, link }) => ({
        ...{ key, event, at, teams, name, reason },
        ...(link === undefined ? {} : { link }),
      })),
    },
  });
}
