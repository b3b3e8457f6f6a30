import { createHmac } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import { seededRandom } from '@slipway/testing';
import { createInspector } from './inspector.ts';
import { LargePayload } from './large-payload.ts';

const inspector = createInspector(4);
afterAll(() => inspector.close());

const random = seededRandom(1);
/** What compresses little. */
const noise = (bytes: number): string =>
  Array.from({ length: bytes }, () => String.fromCharCode(0x40 + Math.floor(random() * 28))).join('');
const payloadOf = (bytes: number): Buffer =>
  Buffer.from(`{"action":"opened","number":7,"padding":"${noise(bytes)}"}`);

/** In pieces of these sizes, the last again and again; a copy for each, since who takes it in frees it. */
async function takenIn(payload: LargePayload, whole: Buffer, sizes: readonly number[]): Promise<void> {
  for (let from = 0, index = 0; from < whole.length; index += 1) {
    const to = from + (sizes[Math.min(index, sizes.length - 1)] ?? 1);
    await payload.write(Buffer.from(Uint8Array.prototype.slice.call(whole, from, to)));
    from = to;
  }
}

describe('a large payload', () => {
  it('comes out as it went in, in pieces of any size, with what it is about and its hash for each likely secret', async () => {
    const large = new LargePayload(inspector, ['new', 'old'], () => undefined);
    const whole = payloadOf(4_200_000);
    await takenIn(large, whole, [100_000, 1, 3_000_000, 1_048_576, 7, 65_536]);
    const { payload, found } = await large.finish();
    await large.close();
    expect(payload.bytes).toBe(whole.length);
    expect(Object.fromEntries(found)).toEqual({ action: 'opened', number: 7 });
    expect(zstdDecompressSync(payload.content.bytes).equals(whole)).toBe(true);
    for (const secret of ['new', 'old', 'another']) {
      const expected = createHmac('sha256', secret).update(whole).digest('hex');
      expect(Buffer.from(await payload.hmac(secret)).toString('hex')).toBe(expected);
    }
  });

  it('says where it is no JSON before all of it has arrived, and when it ends too early', async () => {
    const broken = payloadOf(3_000_000);
    broken[1_500_000] = 0;
    const large = new LargePayload(inspector, ['new'], () => undefined);
    const taken = takenIn(large, Buffer.concat([broken, payloadOf(1)]), [65_536]);
    await expect(taken).rejects.toThrow(/^the payload is no JSON at byte 1500000: /);
    await large.close();

    const cut = new LargePayload(inspector, ['new'], () => undefined);
    await takenIn(cut, broken.subarray(0, 200_000), [65_536]);
    await expect(cut.finish()).rejects.toThrow(InvalidInputError);
    await cut.close();
  });

  it.each([
    ['while it arrives', 2_000_000],
    ['at its end', 100_000],
  ])('that becomes too much %s ends with the reason', async (_when, most) => {
    let compressed = 0;
    const large = new LargePayload(inspector, [], (bytes) => {
      compressed += bytes;
      if (compressed > most) throw new Error('too much arrives at once');
    });
    const taken = takenIn(large, payloadOf(most > 1_000_000 ? 4_000_000 : 650_000), [65_536]).then(() =>
      large.finish(),
    );
    await expect(taken).rejects.toThrow('too much arrives at once');
    await large.close();
  });

  it('that is given up leaves room for others, however many come', async () => {
    for (let round = 0; round < 20; round += 1) {
      const given = Array.from({ length: 4 }, () => new LargePayload(inspector, ['new'], () => undefined));
      await Promise.all(given.map((large) => takenIn(large, payloadOf(10), [65_536])));
      await Promise.all(given.map((large) => large.close()));
    }
    const large = new LargePayload(inspector, [], () => undefined);
    await takenIn(large, payloadOf(200_000), [65_536]);
    expect((await large.finish()).payload.bytes).toBeGreaterThan(200_000);
    await large.close();
  });
});
