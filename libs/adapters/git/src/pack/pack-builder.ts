import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { ObjectType } from '../objects/object-hash.ts';
import { deflate } from './deflate.ts';
import { encodePackIndex, type IndexedObject } from './pack-index.ts';

/** Where an object lies in the pack under construction, and how many deltas have to be resolved to read it. */
export interface PackedObject {
  readonly offset: number;
  readonly depth: number;
}

export interface Pack {
  /** 40 hex digits: the checksum in the pack's last 20 bytes, and its name. */
  readonly checksum: string;
  readonly pack: Buffer;
  readonly index: Buffer;
}

const typeNumbers = { commit: 1, tree: 2, blob: 3 } as const;
const offsetDelta = 6;

/** Git's own bound of delta chains (`pack.depth`): reading an object resolves at most this many deltas. */
const longestChain = 50;

/** A pack file (gitformat-pack(5), version 2) in memory. An object is written once, however often it is added. */
export class PackBuilder {
  #buffer = Buffer.allocUnsafe(1 << 18);
  #length = 12;
  readonly #objects: IndexedObject[] = [];
  readonly #packed = new Map<string, PackedObject>();

  get size(): number {
    return this.#length;
  }

  get isEmpty(): boolean {
    return this.#objects.length === 0;
  }

  find(id: Buffer): PackedObject | undefined {
    return this.#packed.get(id.toString('latin1'));
  }

  add(type: ObjectType, id: Buffer, body: Uint8Array): PackedObject {
    const known = this.find(id);
    if (known !== undefined) return known;
    const start = this.#length;
    this.#writeHead(typeNumbers[type], body.length);
    return this.#finishObject(id, start, 0, deflate(type, body));
  }

  /** Adds an object as a delta of one that is in this pack, or says false when the chain would grow too long. */
  addDelta(id: Buffer, base: PackedObject, delta: Uint8Array): PackedObject | undefined {
    const known = this.find(id);
    if (known !== undefined) return known;
    if (base.depth >= longestChain) return undefined;
    const start = this.#length;
    this.#writeHead(offsetDelta, delta.length);
    this.#writeOffset(start - base.offset);
    return this.#finishObject(id, start, base.depth + 1, deflate('delta', delta));
  }

  finish(): Pack {
    this.#buffer.write('PACK', 0, 'latin1');
    this.#buffer.writeUInt32BE(2, 4);
    this.#buffer.writeUInt32BE(this.#objects.length, 8);
    const content = this.#buffer.subarray(0, this.#length);
    const checksum = hash('sha1', content, 'buffer');
    return {
      checksum: checksum.toString('hex'),
      pack: Buffer.concat([content, checksum]),
      index: encodePackIndex(this.#objects, checksum),
    };
  }

  #finishObject(id: Buffer, start: number, depth: number, stream: Uint8Array): PackedObject {
    this.#reserve(stream.length);
    this.#buffer.set(stream, this.#length);
    this.#length += stream.length;
    this.#objects.push({ id, offset: start, crc: crc32(this.#buffer.subarray(start, this.#length)) });
    const packed = { offset: start, depth };
    this.#packed.set(id.toString('latin1'), packed);
    return packed;
  }

  #writeHead(type: number, size: number): void {
    this.#reserve(16);
    let first = (type << 4) | (size & 0x0f);
    let rest = Math.floor(size / 16);
    while (rest > 0) {
      this.#buffer[this.#length++] = first | 0x80;
      first = rest & 0x7f;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#length++] = first;
  }

  #writeOffset(distance: number): void {
    const bytes = [distance & 0x7f];
    for (let rest = Math.floor(distance / 0x80); rest > 0; rest = Math.floor(rest / 0x80)) {
      rest -= 1;
      bytes.unshift((rest & 0x7f) | 0x80);
    }
    for (const byte of bytes) this.#buffer[this.#length++] = byte;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}
