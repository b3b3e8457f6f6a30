import type { Message } from './message.ts';
import { wordsOf } from './message-words.ts';

export interface EmailMessage {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  /** The same, escaped: nothing of it loads anything. */
  readonly html: string;
}

export function emailMessage(message: Message): EmailMessage {
  const { title, entries, more } = wordsOf(message);
  const rest = more > 0 ? `and ${String(more)} more` : undefined;
  const footer = `Sent by Slipway: rule ${message.rule} of slipway.yaml.`;
  const told = entries.filter(({ text, link }) => text !== '' || link !== undefined);
  return {
    subject: title,
    text: [
      title,
      '',
      ...told.flatMap(({ text, link }) => [...lineOf(text), ...lineOf(link), '']),
      ...(rest === undefined ? [] : [rest, '']),
      '-- ',
      footer,
      '',
    ].join('\n'),
    html: [
      '<!doctype html>',
      '<html><head><meta charset="utf-8"></head><body>',
      `<h1 style="font-size:1.2em">${escaped(title)}</h1>`,
      ...told.map(({ text, link }) => `<p>${[...lineOf(markup(text)), ...linkOf(link)].join('<br>')}</p>`),
      ...(rest === undefined ? [] : [`<p>${rest}</p>`]),
      `<p style="color:#666">${escaped(footer)}</p>`,
      '</body></html>',
      '',
    ].join('\n'),
  };
}

const lineOf = (text: string | undefined): readonly string[] =>
  text === undefined || text === '' ? [] : [text];

const linkOf = (link: string | undefined): readonly string[] =>
  link === undefined ? [] : [`<a href="${escaped(link)}">${escaped(link)}</a>`];

const markup = (text: string): string => escaped(text).replaceAll('\n', '<br>');

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
