import { deflateSync } from 'node:zlib';

/** Bytes below which starting zlib costs more than the space it saves is worth; half of a tree is ids, which are noise. */
const storedBelow = { commit: 512, blob: 512, tree: 16_384, delta: 512 } as const;

/** A zlib stream (RFC 1950) of `body`. Small bodies become one stored block (RFC 1951, 3.2.4), without calling zlib. */
export function deflate(kind: keyof typeof storedBelow, body: Uint8Array): Uint8Array {
  if (body.length >= storedBelow[kind]) {
    // A window and tables no larger than the input needs: allocating the default 256 KiB is half the cost of a small file.
    return body.length <= 4096
      ? deflateSync(body, { level: 6, windowBits: 12, memLevel: 5 })
      : deflateSync(body, { level: body.length > 65_536 ? 1 : 6 });
  }
  const stream = Buffer.allocUnsafe(body.length + 11);
  stream.writeUInt16BE(0x7801, 0);
  stream[2] = 1; // last block, stored
  stream.writeUInt16LE(body.length, 3);
  stream.writeUInt16LE(~body.length & 0xffff, 5);
  stream.set(body, 7);
  stream.writeUInt32BE(adler32(body), body.length + 7);
  return stream;
}

/** Bytes after which the sums could pass 32 bits (zlib's NMAX). */
const mostSummed = 5552;

function adler32(body: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (let start = 0; start < body.length; start += mostSummed) {
    const end = Math.min(start + mostSummed, body.length);
    for (let at = start; at < end; at += 1) {
      low += body[at] ?? 0;
      high += low;
    }
    low %= 65_521;
    high %= 65_521;
  }
  return ((high << 16) | low) >>> 0;
}
