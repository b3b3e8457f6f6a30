import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'yaml';
import { manifestBounds } from './bounds.ts';
import { formatAnyYaml } from './format-any-yaml.ts';
import { formatSimpleYaml } from './format-simple-yaml.ts';
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

/** Texts of few characters, those that mean something in YAML among them, so that much stands beside each other. */
const syntax = fc.string({
  unit: fc.constantFrom(...Array.from('aZ09_./@+=,()-: #\'"{[|>?!%&*~<\n\t')),
  maxLength: 6,
});
const manifestLike = fc.dictionary(
  fc.oneof(name, syntax),
  fc.oneof(syntax, anyText, fc.array(syntax), fc.dictionary(syntax, fc.array(fc.dictionary(syntax, syntax)))),
  { maxKeys: 4, noNullPrototype: true },
);

describe('YAML text', () => {
  it('gives back every value that was written', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(read(formatYaml({ value }))).toEqual({ value });
      }),
      { numRuns: 500 },
    );
  });

  it('is the same by the short way, for all values that have one', () => {
    fc.assert(
      fc.property(fc.oneof(anyValue, manifestLike), (value) => {
        expect(formatSimpleYaml(value) ?? formatAnyYaml(value)).toBe(formatAnyYaml(value));
      }),
      { numRuns: 300 },
    );
  });

  it('takes the short way for objects, lists, quoted texts and source code', () => {
    const manifest = {
      metadata: { name: 'train-1', labels: {}, annotations: { 'slipway.dev/workspace': '{"source":null}' } },
      spec: {
        cpu: '2',
        image: 'registry.example.org/train:1',
        args: ['--on', 'yes', '', 'a: b'],
        seconds: 30,
      },
      data: { 'train.py': 'def rows():\n\n  return [1]\n', note: 'no\nend' },
      rules: [[], [['a'], { b: null, left: undefined }], true],
    };
    expect(formatSimpleYaml(manifest)).toBe(formatAnyYaml(manifest));
  });

  it('leaves to the library what the short way does not know', () => {
    const values = [
      { at: new Date(0) },
      { part: 0.5 },
      { zero: -0 },
      { 'a\nb': 1 },
      { text: ' a\nb' },
      'text',
      null,
    ];
    expect(values.map(formatSimpleYaml)).toEqual(values.map(() => undefined));
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
