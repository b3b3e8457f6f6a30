import { createHmac } from 'node:crypto';
import { release } from './release.ts';

/** A payload that has arrived. */
export interface Payload {
  readonly bytes: number;
  /** Its bytes; of a large one as compressed by zstd. */
  readonly content: { readonly kind: 'plain' | 'zstd'; readonly bytes: Buffer };
  /** HMAC-SHA256 of the payload. */
  hmac(secret: string): Promise<Uint8Array>;
  /** Frees its memory: nobody reads it any more. */
  discard(): void;
}

export function smallPayload(chunks: readonly Buffer[]): Payload {
  const [first] = chunks;
  const isWhole = chunks.length === 1 && first !== undefined;
  const bytes = isWhole ? first : Buffer.concat(chunks);
  if (!isWhole) chunks.forEach(release);
  return {
    bytes: bytes.length,
    content: { kind: 'plain', bytes },
    hmac: (secret) => Promise.resolve(hmacOf(secret, bytes)),
    discard: () => {
      release(bytes);
    },
  };
}

export function hmacOf(secret: string, bytes: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(bytes).digest();
}
