import { jobText } from './document-texts.ts';
import type { MalformedDocument } from './malformed-document.ts';

const laughs = Array.from(
  { length: 9 },
  (_, level) => `a${String(level + 1)}: &a${String(level + 1)} [${`*a${String(level)}, `.repeat(10)}]`,
).join('\n');

/** No YAML, or more of YAML than a resource needs. */
export const unsupportedYaml: readonly MalformedDocument[] = [
  {
    what: 'a tab as indentation',
    text: jobText('\targs: [a]'),
    at: '8:1',
    message: 'Tabs are not allowed as indentation',
  },
  { what: 'an open quote', text: jobText('  args: ["a]'), at: '9:1', message: 'Missing closing "quote' },
  {
    what: 'a duplicate field',
    text: jobText('  args: [a]\n  args: [b]'),
    at: '9:3',
    message: 'the field "args" is given twice',
  },
  {
    what: 'a merge key',
    text: jobText('  <<: { args: [a] }'),
    at: '8:3',
    message: 'merge keys (<<) are not supported; write the fields out',
  },
  {
    what: 'a custom tag',
    text: jobText('  args: !env [a]'),
    at: '8:14',
    message: 'the tag "!env" is not supported',
  },
  {
    what: 'a JavaScript tag',
    text: jobText('  args: [!!js/function "f"]'),
    at: '8:24',
    message: 'the tag "tag:yaml.org,2002:js/function" is not supported',
  },
  {
    what: 'a binary tag',
    text: jobText('  args: [!!binary aGk=]'),
    at: '8:19',
    message: 'the tag "tag:yaml.org,2002:binary" is not supported',
  },
  {
    what: 'a directive',
    text: `%YAML 1.1\n---\n${jobText('')}`,
    at: '1:1',
    message: 'directives are not supported; leave the line out',
  },
  {
    what: 'a number as a field',
    text: jobText('  7: x'),
    at: '8:3',
    message: '7 is not the name of a field',
  },
  {
    what: 'a list as a field',
    text: jobText('  ? [a]\n  : x'),
    at: '8:5',
    message: 'a list or an object is not the name of a field',
  },
  {
    what: 'a field without a name',
    text: jobText('  : x'),
    at: '8:1',
    message: 'null is not the name of a field',
  },
  {
    what: 'the field __proto__',
    text: jobText('  __proto__: { a: 1 }'),
    at: '8:3',
    message: 'no field may be called __proto__',
  },
  {
    what: 'an alias without anchor',
    text: jobText('  args: *list'),
    at: '8:9',
    message: 'the alias "*list" has no anchor before it',
  },
  {
    what: 'an alias to itself',
    text: jobText('  args: &list [*list]'),
    at: '8:16',
    message: 'the alias "*list" refers to itself',
  },
  {
    what: 'a billion laughs',
    text: `a0: &a0 ha\n${laughs}\n`,
    at: '1:1',
    message: 'the file has more than 20000 values',
  },
  {
    what: 'deep nesting in flow style',
    text: `${'['.repeat(5000)}\n`,
    at: '1:37',
    message: 'lists and objects are nested deeper than 32 levels',
  },
  {
    what: 'deep nesting in block style',
    text: Array.from({ length: 500 }, (_, level) => `${' '.repeat(level)}a:\n`).join(''),
    at: '36:37',
    message: 'lists and objects are nested deeper than 32 levels',
  },
  {
    what: 'too many documents',
    text: '---\n'.repeat(300),
    at: '201:1',
    message: 'the file has more than 200 documents',
  },
  {
    what: 'too many tokens',
    text: `[${'x,'.repeat(100_000)}]`,
    at: '1:40000',
    message: 'the file is too large: it has more than 60000 YAML tokens',
  },
  {
    what: 'a file that is too large',
    text: `# ${'x'.repeat(1_048_576)}`,
    message: 'the file has 1048578 bytes, more than 1048576',
  },
];
