import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { manifestBounds } from './bounds.ts';
import { formatYaml } from './format-yaml.ts';
import { readDocuments } from './read-documents.ts';

const read = (text: string): unknown => readDocuments('any.yaml', text, manifestBounds)[0]?.value;

/** What neither git nor YAML keeps: NUL, and names that a reader refuses. */
const anyText = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
const name = anyText.filter((text) => text !== '__proto__' && text !== '<<');
/** Where block scalars are difficult: indentation, empty lines, white space at the ends. */
const layoutText = fc.string({
  unit: fc.constantFrom(' ', '\n', '\t', '\r', 'a', '#', ':', '-'),
  maxLength: 8,
});
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    anyText,
    layoutText,
    fc.constantFrom(
      'on',
      'No',
      '0o17',
      '017',
      '1_000',
      '1:30',
      '.inf',
      '~',
      'null',
      '=',
      '2026-11-24',
      'a\n',
      '\n',
      ' a\n b',
    ),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe('YAML text', () => {
  it('gives back every value that was written', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(read(formatYaml({ value }))).toEqual({ value });
      }),
      { numRuns: 500 },
    );
  });

  it('means the same for a reader of YAML 1.1, as Kubernetes tools are', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const text = formatYaml({ value });
        expect(parse(text, { version: '1.1', schema: 'yaml-1.1' })).toEqual({ value });
      }),
      { numRuns: 500 },
    );
  });

  it('writes source code as it is, line by line', () => {
    expect(formatYaml({ 'train.py': 'def rows():\n\treturn [1]\n' })).toBe(
      'train.py: |\n  def rows():\n  \treturn [1]\n',
    );
  });

  it('folds no long line and makes no anchors', () => {
    const shared = { text: 'long '.repeat(100) };
    const text = formatYaml([shared, shared]);
    expect(text.split('\n')).toHaveLength(3);
    expect(text).not.toMatch(/[&*]/);
  });

  it('loses no white space of a text that has nothing else', () => {
    const texts = [' \n', '\n', '\t \n\n', ' \n \n '];
    expect(read(formatYaml(texts))).toEqual(texts);
  });

  it('escapes what is not seen', () => {
    expect(formatYaml({ value: 'a\u0007b\u2028c\uFEFF' })).toBe('value: "a\\ab\\u2028c\\ufeff"\n');
  });
});
