import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatDuration, parseDuration, parseQuantity } from './units.ts';

describe('a quantity', () => {
  it.each([
    ['0', 0],
    ['2', 2],
    ['+1.5', 1.5],
    ['.5', 0.5],
    ['250m', 0.25],
    ['3k', 3000],
    ['2e3', 2000],
    ['2E-1', 0.2],
    ['1E', 1e18],
    ['4Gi', 4 * 2 ** 30],
    ['1.5Ki', 1536],
    ['2Ei', 2 ** 61],
  ])('%s is %d base units', (text, units) => {
    expect(parseQuantity(text)).toBe(units);
  });

  it.each([
    '',
    ' 1',
    '1 Gi',
    '-1',
    '4GB',
    '4gi',
    '1K',
    '1e',
    '1e+',
    '1e100',
    '.',
    '1.2.3',
    '0x10',
    'NaN',
    '1_000',
  ])('%j is none', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  it('with a binary suffix is larger than with the decimal one of the same letter', () => {
    const letters = fc.constantFrom('M', 'G', 'T', 'P', 'E');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), letters, (amount, letter) => {
        const binary = parseQuantity(`${String(amount)}${letter}i`) ?? NaN;
        return binary > (parseQuantity(`${String(amount)}${letter}`) ?? NaN);
      }),
    );
  });
});

describe('a duration', () => {
  it.each([
    ['0s', 0],
    ['250ms', 250],
    ['90s', 90_000],
    ['1.5h', 5_400_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['1m1ms', 60_001],
  ])('%s has %d milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each([
    '',
    '5',
    's',
    '1 h',
    '-1s',
    '1w',
    '1H',
    '1e3s',
    '.5s',
    '1h30',
    `${'1'.repeat(32)}s`,
    '99999999999999d',
  ])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it.each([
    [0, '0s'],
    [0.4, '0s'],
    [5_400_000, '1h30m'],
    [86_400_001, '1d1ms'],
  ])('of %d milliseconds is written %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('is read as it was written, whatever its length', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });
});
