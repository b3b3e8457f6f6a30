import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId, randomSuffix, systemRandom, type Random } from './ids.ts';

const filledWith = (byte: number): Random => ({ bytes: (count) => new Uint8Array(count).fill(byte) });

describe('an id', () => {
  it('is the lower-case ULID of its time and its random bits', () => {
    // From https://github.com/ulid/javascript: ulid(1469918176385) begins with 01ARYZ6S41.
    expect(newId(new Date(1_469_918_176_385), filledWith(31))).toBe(`01aryz6s41${'z'.repeat(16)}`);
  });

  it('sorts by the time it was made, whatever its random bits are', () => {
    const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(time, time, byte, byte, (one, other, left, right) => {
        fc.pre(one < other);
        expect(newId(new Date(one), filledWith(left)) < newId(new Date(other), filledWith(right))).toBe(true);
      }),
    );
  });

  it('is a DNS label of 26 characters, different each time', () => {
    const now = new Date();
    const ids = Array.from({ length: 1000 }, () => newId(now));
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-hjkmnp-tv-z]{26}$/);
  });
});

describe('a random suffix', () => {
  it('has as many characters as asked for, none of which looks like another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 64 }), fc.integer({ min: 0, max: 255 }), (length, byte) => {
        const suffix = randomSuffix(length, filledWith(byte));
        expect(suffix).toHaveLength(length);
        expect(suffix).not.toMatch(/[ilou]/);
      }),
    );
  });

  it('comes from the system when nothing else is given', () => {
    expect(systemRandom.bytes(32)).toHaveLength(32);
    expect(randomSuffix(16)).not.toBe(randomSuffix(16));
  });
});

describe('random bytes', () => {
  it("are as many as were asked for, new each time and nobody else's to change", () => {
    const counts = [16, 4096, 1, 5000, 24, 4095];
    const drawn = counts.map((count) => systemRandom.bytes(count));
    expect(drawn.map(({ length }) => length)).toEqual(counts);
    const texts = Array.from({ length: 2000 }, () => Buffer.from(systemRandom.bytes(16)).toString('hex'));
    expect(new Set(texts).size).toBe(2000);
    const [first = new Uint8Array()] = drawn;
    const before = Buffer.from(systemRandom.bytes(16));
    first.fill(0);
    expect(before.every((byte) => byte === 0)).toBe(false);
  });
});
