import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodeDelta, type Splice } from './delta.ts';

/** Resolves a delta as git does (gitformat-pack(5)), written from the format alone. */
function applyDelta(base: Buffer, delta: Buffer): Buffer {
  let at = 0;
  const size = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = delta[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  expect(size()).toBe(base.length);
  const newSize = size();
  const parts: Buffer[] = [];
  while (at < delta.length) {
    const code = delta[at++] ?? 0;
    if (code < 0x80) {
      parts.push(delta.subarray(at, (at += code)));
      continue;
    }
    const number = (bits: readonly number[]): number =>
      bits.reduce((sum, bit, index) => sum + (code & bit ? (delta[at++] ?? 0) * 256 ** index : 0), 0);
    const offset = number([1, 2, 4, 8]);
    const length = number([16, 32, 64]) || 0x10000;
    parts.push(base.subarray(offset, offset + length));
  }
  const result = Buffer.concat(parts);
  expect(result.length).toBe(newSize);
  return result;
}

function applySplices(base: Buffer, splices: readonly Splice[]): Buffer {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const { start, removed, bytes } of splices) {
    parts.push(base.subarray(from, start), bytes);
    from = start + removed;
  }
  return Buffer.concat([...parts, base.subarray(from)]);
}

const edit = fc.record({
  skip: fc.nat({ max: 300 }),
  removed: fc.nat({ max: 50 }),
  bytes: fc.uint8Array({ maxLength: 400 }),
});

describe('encodeDelta', () => {
  it('turns the old content into the new one', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.array(edit, { maxLength: 8 }), (content, edits) => {
        const base = Buffer.from(content);
        const splices: Splice[] = [];
        let from = 0;
        for (const { skip, removed, bytes } of edits) {
          const start = from + skip;
          if (start + removed > base.length) break;
          splices.push({ start, removed, bytes });
          from = start + removed;
        }
        expect(applyDelta(base, encodeDelta(base.length, splices)).equals(applySplices(base, splices))).toBe(
          true,
        );
      }),
    );
  });

  it.each([0x10000, 0x10001, 0x20000, 0x1_000_000, 0x1_000_123])('copies %d bytes and more', (length) => {
    const base = Buffer.alloc(length + 10, 7);
    base.write('end', length + 7);
    const splices = [{ start: length, removed: 2, bytes: Buffer.from('new') }];
    const delta = encodeDelta(base.length, splices);
    expect(applyDelta(base, delta).equals(applySplices(base, splices))).toBe(true);
    expect(delta.length).toBeLessThan(50 + 8 * Math.ceil(length / 0x10000));
  });
});
