import { jobText } from './document-texts.ts';
import type { MalformedDocument } from './malformed-document.ts';

/** Not a text file, or no resource in it. */
export const unreadableDocuments: readonly MalformedDocument[] = [
  { what: 'an empty file', text: '', message: 'the file holds no resource' },
  { what: 'only comments', text: '# later\n---\n# more\n', message: 'the file holds no resource' },
  { what: 'a scalar', text: 'hello\n', at: '1:1', message: '"hello" is not a resource' },
  { what: 'a list', text: '- a\n- b\n', at: '1:1', message: 'a list of 2 is not a resource' },
  { what: 'an explicit null', text: '---\n~\n', at: '2:1', message: 'null is not a resource' },
  { what: 'a NUL', text: jobText('  args: ["a\0"]'), at: '8:12', message: 'the file has a NUL character' },
  {
    what: 'another encoding',
    text: jobText('  args: ["caf\uFFFD"]'),
    at: '8:14',
    message: 'the file has bytes that are not UTF-8',
  },
  {
    what: 'a byte order mark within',
    text: jobText('\uFEFF  args: [a]'),
    at: '8:1',
    message: 'the file has a byte order mark (U+FEFF) within the text',
  },
  {
    what: 'a terminal escape',
    text: jobText('  args: ["\u001b[31m"]'),
    at: '8:11',
    message: 'the file has a control character (U+001B)',
  },
  {
    what: 'a carriage return alone',
    text: 'apiVersion: a\rkind: b\n',
    at: '1:14',
    message: 'the file has a control character (U+000D)',
  },
  {
    what: 'a bidirectional override',
    text: jobText('  args: ["\u202Egpj"]'),
    at: '8:11',
    message: 'the file has an invisible character (U+202E)',
  },
  {
    what: 'an escaped control character',
    text: jobText('  args: ["\\a"]'),
    at: '8:10',
    message: 'the text has a control character (U+0007)',
  },
  {
    what: 'an escaped NUL',
    text: jobText('  args: ["\\0"]'),
    at: '8:10',
    message: 'the text has a NUL character',
  },
  {
    what: 'half a character',
    text: jobText('  args: ["\\ud800"]'),
    at: '8:10',
    message: 'the text has half a character (U+D800)',
  },
];
