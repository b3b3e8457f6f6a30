import { hash } from 'node:crypto';

export interface IndexedObject {
  readonly id: Buffer;
  readonly offset: number;
  /** CRC-32 of the object's bytes in the pack. */
  readonly crc: number;
}

/**
 * A pack index (gitformat-pack(5), version 2).
 * @param objects of a pack below 2 GiB, so that no offset needs the table of 64-bit offsets.
 */
export function encodePackIndex(objects: readonly IndexedObject[], packChecksum: Buffer): Buffer {
  const sorted = objects.toSorted((left, right) => Buffer.compare(left.id, right.id));
  const count = sorted.length;
  const fanoutAt = 8;
  const idsAt = fanoutAt + 256 * 4;
  const crcsAt = idsAt + count * 20;
  const offsetsAt = crcsAt + count * 4;
  const end = offsetsAt + count * 4;
  const index = Buffer.alloc(end + 40);
  index.writeUInt32BE(0xff744f63, 0);
  index.writeUInt32BE(2, 4);
  const upTo = new Uint32Array(256);
  for (const [at, { id, offset, crc }] of sorted.entries()) {
    upTo[id[0] ?? 0] = at + 1;
    index.set(id, idsAt + at * 20);
    index.writeUInt32BE(crc, crcsAt + at * 4);
    index.writeUInt32BE(offset, offsetsAt + at * 4);
  }
  let below = 0;
  for (const [first, last] of upTo.entries()) {
    below = Math.max(below, last);
    index.writeUInt32BE(below, fanoutAt + first * 4);
  }
  index.set(packChecksum, end);
  index.set(hash('sha1', index.subarray(0, end + 20), 'buffer'), end + 20);
  return index;
}
