import { createHash, hash } from 'node:crypto';
import type { ObjectId } from '@slipway/ports';

export type ObjectType = 'commit' | 'tree' | 'blob';

/** The 20 bytes of an object's SHA-1. */
export function objectHash(type: ObjectType, body: Uint8Array): Buffer {
  const header = `${type} ${String(body.length)}\0`;
  // One-shot hashing saves more on a small body than copying it costs.
  if (body.length < 4096) return hash('sha1', Buffer.concat([Buffer.from(header, 'latin1'), body]), 'buffer');
  return createHash('sha1').update(header, 'latin1').update(body).digest();
}

/** The blob id that a file with this content has. */
export function blobId(content: string): ObjectId {
  return objectHash('blob', Buffer.from(content)).toString('hex');
}
