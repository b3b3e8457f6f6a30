import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fieldTree } from './field-tree.ts';
import { endOfPlain, isPlain } from './json-grammar.ts';
import { JsonScanner } from './json-scanner.ts';

const tree = fieldTree(['action', 'number', 'repository.full_name', 'pull_request.head.sha']);

function scanned(text: string | Uint8Array, pieces = Infinity): Record<string, string | number> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const scanner = new JsonScanner(tree);
  for (let at = 0; at < bytes.length; at += pieces) scanner.feed(bytes.subarray(at, at + pieces));
  return Object.fromEntries(scanner.finish());
}

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};
const isScanned = (text: string, pieces: number): boolean => {
  try {
    scanned(text, pieces);
    return true;
  } catch {
    return false;
  }
};

describe('the scanner of payloads', () => {
  it('takes the wanted fields out of a document, in whatever pieces it comes', () => {
    const text = JSON.stringify({
      number: -1.5e3,
      repository: { id: 1, owner: { full_name: 'no' }, full_name: 'acme/"Grüße"\n🚀' },
      commits: [{ action: 'no', repository: { full_name: 'no' } }, [], {}, '\\"', true, null],
      pull_request: { head: { sha: 'abc' } },
    });
    const spaced = JSON.stringify(JSON.parse(text), undefined, 2).replace(
      '"full_name": "acme',
      '"full\\u005fname": "acme',
    );
    for (let pieces = 1; pieces < 40; pieces += 1) {
      const expected = {
        number: -1500,
        'repository.full_name': 'acme/"Grüße"\n🚀',
        'pull_request.head.sha': 'abc',
      };
      expect(scanned(text, pieces)).toEqual(expected);
      expect(scanned(spaced, pieces)).toEqual(expected);
    }
  });

  it('finds the end of what a string may hold, wherever it is', () => {
    const edges = [0, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x7f, 0x80, 0xa2, 0xff];
    const special = fc.constantFrom(...edges);
    const bytes = fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(0x61) }, special), { maxLength: 20 });
    fc.assert(
      fc.property(bytes, fc.nat(20), (list, from) => {
        const chunk = Uint8Array.from(list);
        const end = list.findIndex((byte, at) => at >= from && !isPlain(byte));
        const words = new DataView(chunk.buffer);
        if (from <= list.length) expect(endOfPlain(chunk, words, from)).toBe(end < 0 ? list.length : end);
      }),
      { numRuns: 2_000 },
    );
  });

  it('counts what has another type as absent', () => {
    expect(
      scanned('{"action":null,"number":"7","repository":"x","pull_request":{"head":[{"sha":"y"}]}}'),
    ).toEqual({
      number: '7',
    });
  });

  it('finds in any object what a parser finds', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()),
        fc.record(
          {
            action: fc.string({ unit: 'binary' }),
            number: fc.double({ noNaN: true, noDefaultInfinity: true }),
          },
          { requiredKeys: [] },
        ),
        fc.integer({ min: 1, max: 50 }),
        (other, wanted, pieces) => {
          const absent = {
            repository: undefined,
            pull_request: undefined,
            action: undefined,
            number: undefined,
          };
          const text = JSON.stringify({ ...other, ...absent, ...wanted });
          const found = JSON.parse(text) as Record<string, unknown>;
          const expected = Object.entries(found).filter(
            ([name, value]) => ['action', 'number'].includes(name) && value !== null,
          );
          expect(scanned(text, pieces)).toEqual(Object.fromEntries(expected));
        },
      ),
    );
  });

  it('refuses what a parser refuses, and nothing else', () => {
    const damaged = fc
      .tuple(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.nat(),
        fc.constantFrom(...Array.from('{}[]",:\\ue0-+.1tn \n\u0001')),
        fc.boolean(),
      )
      .map(([value, place, character, replaces]) => {
        const text = JSON.stringify(value);
        const at = place % (text.length + 1);
        return text.slice(0, at) + character + text.slice(replaces ? at + 1 : at);
      });
    fc.assert(
      fc.property(damaged, fc.integer({ min: 1, max: 9 }), (text, pieces) => {
        // Wanted fields are short words: none of them gets in twice by chance.
        expect(isScanned(text, pieces)).toBe(isJsonObject(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['{"a":01}', 6, ', or }'],
    ['{"a":1,}', 7, 'a key in double quotes'],
    ['[1]', 0, 'an object'],
    ['{"a":"\u0001"}', 6, 'no control character in a string'],
    ['{"a":tru }', 8, 'true'],
    ['{"a":-}', 6, 'a digit'],
    ['{"action":"x","action":"y"}', 21, 'each field that names the delivery once'],
    ['{"repository":{},"repository":{}}', 28, 'each field that names the delivery once'],
  ])('says where %s is wrong', (text, byte) => {
    expect(() => scanned(text)).toThrow(`the payload is no JSON at byte ${String(byte)}: expected `);
  });

  it('has bounds for nesting and for what it keeps', () => {
    const nested = (levels: number): string => `{"a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(scanned(nested(99))).toEqual({});
    expect(() => scanned(nested(100))).toThrow('at most 100 levels');
    expect(() => scanned(`{"action":"${'x'.repeat(1025)}"}`)).toThrow('at most 1024 bytes');
    expect(scanned(`{"${'x'.repeat(5000)}":1,"action":"y","z":"${'x'.repeat(5000)}"}`, 100)).toEqual({
      action: 'y',
    });
  });

  it('says that a document has ended too early', () => {
    expect(() => scanned('')).toThrow('the payload is empty');
    expect(() => scanned('{"a":1')).toThrow('the payload ends after 6 bytes, before its JSON does');
  });
});
