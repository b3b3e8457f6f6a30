import type { NotificationRule } from '@slipway/resources';
import { messageId } from './messages-of.ts';
import type { Message } from './message.ts';

/** What a test of the rule sends. `nonce` makes it another message each time. */
export function sampleMessage(rule: NotificationRule, at: Date, nonce: string): Message {
  const [event = 'run-failed'] = rule.events;
  const key = `test/${nonce}`;
  return {
    id: messageId(rule.name, key),
    rule: rule.name,
    destination: rule.to,
    template: rule.template,
    isDigest: rule.digest !== undefined,
    occurrences: [
      {
        ...{ key, event, at: at.toISOString(), teams: rule.teams?.slice(0, 1) ?? ['example'] },
        ...{ name: 'example', reason: `this is a test of the rule ${rule.name}: nothing has happened` },
      },
    ],
    total: 1,
  };
}
