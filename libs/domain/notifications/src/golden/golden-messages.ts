import { emailMessage } from '../email-message.ts';
import { mostOccurrences, type Message } from '../message.ts';
import { messageId } from '../messages-of.ts';
import type { Occurrence } from '../occurrence.ts';
import { slackMessage } from '../slack-message.ts';
import { webhookMessage } from '../webhook-message.ts';

const failed: Occurrence = {
  key: 'run-failed/vision/digits-1a2b3c4d',
  event: 'run-failed',
  at: '2026-11-27T12:00:00.000Z',
  teams: ['vision'],
  name: 'digits-1a2b3c4d',
  reason: 'the program ended with exit code 1',
  link: 'https://slipway.example.org/v1/teams/vision/runs/digits-1a2b3c4d/logs',
};
const merged: Occurrence = {
  key: 'proposal-merged/0198c2',
  event: 'proposal-merged',
  at: '2026-11-27T12:05:00.000Z',
  teams: [],
  name: 'Apply Cluster/production',
  reason: '',
  link: 'https://github.com/acme/environment/pull/7',
};
const hostile: Occurrence = {
  ...failed,
  name: '<!channel> & <b>"bold"</b> {{reason}}',
  reason: `<script>alert('x')</script>\r\nBcc: all@example.org \u202Egnp.exe & <https://evil.example|click> {{link}}`,
  link: "https://slipway.example.org/?a=1&b=|2'>",
};

const messageOf = (name: string, fields: Partial<Message> & Pick<Message, 'occurrences'>): Message => ({
  id: messageId(name, fields.occurrences[0]?.key ?? ''),
  rule: name,
  destination: { slack: { secret: 'ops' } },
  template: undefined,
  isDigest: false,
  total: fields.occurrences.length,
  ...fields,
});

/** What leaves the system for these: messages by the name of their files. */
const examples: Readonly<Record<string, Message>> = {
  'run-failed': messageOf('failures', { occurrences: [failed] }),
  digest: messageOf('daily', { isDigest: true, occurrences: [failed, merged] }),
  'long-digest': messageOf('daily', {
    isDigest: true,
    occurrences: Array.from({ length: mostOccurrences }, () => failed),
    total: 312,
  }),
  'own-words': messageOf('own-words', {
    occurrences: [failed],
    template: { title: '{{teams}}: {{event}}', text: '{{name}} at {{ time }}\n{{reason}}\n{{link}} ({{count}})' },
  }),
  hostile: messageOf('hostile', {
    occurrences: [hostile],
    template: { title: 'Look: {{name}}', text: '<i>{{reason}}</i>' },
  }),
};

/** JSON is indented here, and sent in one line. */
export const goldenMessages = (): readonly { readonly path: string; readonly content: string }[] =>
  Object.entries(examples).flatMap(([name, message]) => {
    const { subject, text, html } = emailMessage(message);
    return [
      { path: `${name}.slack.json`, content: indented(slackMessage(message)) },
      { path: `${name}.webhook.json`, content: indented(webhookMessage(message)) },
      { path: `${name}.email.txt`, content: `Subject: ${subject}\n\n${text}` },
      { path: `${name}.email.html`, content: html },
    ];
  });

const indented = (json: string): string => `${JSON.stringify(JSON.parse(json), undefined, 2)}\n`;
