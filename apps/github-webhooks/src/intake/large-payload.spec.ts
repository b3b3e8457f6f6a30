import { createHmac, randomBytes } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { LargePayload } from './large-payload.ts';

/** A copy for each, since who takes it in frees it. */
const pieceOf = (bytes: number): Buffer => Buffer.from(randomBytes(bytes));

describe('a large payload', () => {
  it('comes out as it went in, in pieces of any size, with the hash for each likely secret', async () => {
    const payload = new LargePayload(['new', 'old'], () => undefined);
    const pieces = [100_000, 1, 3_000_000, 1_048_576, 65_536, 7].map(pieceOf);
    const whole = Buffer.concat(pieces);
    for (const piece of pieces) await payload.write(piece);
    const taken = await payload.finish();
    expect(taken.bytes).toBe(whole.length);
    expect(zstdDecompressSync(taken.content.bytes).equals(whole)).toBe(true);
    for (const secret of ['new', 'old', 'another'])
      expect(await taken.hmac(secret)).toEqual(createHmac('sha256', secret).update(whole).digest());
  });

  it.each([
    ['while it arrives', 2_000_000],
    ['at its end', 200_000],
  ])('that becomes too much %s ends with the reason', async (_when, most) => {
    let compressed = 0;
    const payload = new LargePayload([], (bytes) => {
      compressed += bytes;
      if (compressed > most) throw new Error('too much arrives at once');
    });
    const takeIn = async (): Promise<unknown> => {
      for (let piece = 0; piece < (most > 1_000_000 ? 60 : 10); piece += 1)
        await payload.write(pieceOf(65_536));
      return payload.finish();
    };
    await expect(takeIn()).rejects.toThrow('too much arrives at once');
  });
});
