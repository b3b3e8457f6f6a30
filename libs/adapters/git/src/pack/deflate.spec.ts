import { inflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deflate } from './deflate.ts';

describe('deflate', () => {
  it('makes streams that zlib reads back', () => {
    const kind = fc.constantFrom('commit', 'blob', 'tree', 'delta');
    fc.assert(
      fc.property(kind, fc.uint8Array({ maxLength: 3000 }), (of, body) => {
        expect(Buffer.compare(inflateSync(deflate(of, body)), body)).toBe(0);
      }),
    );
  });

  it.each([0, 511, 512, 4096, 4097, 5552, 5553, 16_383, 16_384, 65_536, 200_000])(
    'takes %d bytes of the highest value',
    (length) => {
      const body = Buffer.alloc(length, 0xff);
      for (const kind of ['commit', 'blob', 'tree', 'delta'] as const)
        expect(inflateSync(deflate(kind, body)).equals(body)).toBe(true);
    },
  );

  it('does not compress trees, which are mostly ids, but does compress files', () => {
    const body = Buffer.alloc(2000, 'a');
    expect(deflate('tree', body).length).toBe(2011);
    expect(deflate('blob', body).length).toBeLessThan(100);
  });
});
