import type { Message } from './message.ts';
import { wordsOf, type MessageEntry } from './message-words.ts';

/**
 * What the incoming webhook of Slack is sent: JSON of Block Kit (https://docs.slack.dev/reference/block-kit), at most 150
 * characters of title and 50 blocks. What Slack would read as markup is escaped, so that nothing becomes a mention or a link.
 */
export function slackMessage(message: Message): string {
  const { title, entries, more } = wordsOf(message);
  return JSON.stringify({
    text: escaped(title),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
      ...entries.flatMap(sectionOf),
      context(`${more > 0 ? `and ${String(more)} more · ` : ''}rule ${message.rule}`),
    ],
  });
}

function sectionOf({ text, link }: MessageEntry): readonly object[] {
  const parts = [
    ...(text === '' ? [] : [escaped(text)]),
    ...(link === undefined ? [] : [`<${urlIn(link)}|open>`]),
  ];
  return parts.length === 0
    ? []
    : [{ type: 'section', text: { type: 'mrkdwn', text: parts.join(' '), verbatim: true } }];
}

const context = (text: string): object => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: escaped(text), verbatim: true }],
});

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const urlIn = (link: string): string => escaped(link.replaceAll('|', '%7C'));
