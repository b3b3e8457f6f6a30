import { createHmac } from 'node:crypto';

/** A payload that has arrived. */
export interface Payload {
  readonly bytes: number;
  /** Its bytes; of a large one as compressed by zstd. */
  readonly content: { readonly kind: 'plain' | 'zstd'; readonly bytes: Buffer };
  /** HMAC-SHA256 of the payload. */
  hmac(secret: string): Promise<Buffer>;
}

export function smallPayload(chunks: readonly Buffer[]): Payload {
  const [first] = chunks;
  const bytes = chunks.length === 1 && first ? first : Buffer.concat(chunks);
  return {
    bytes: bytes.length,
    content: { kind: 'plain', bytes },
    hmac: (secret) => Promise.resolve(hmacOf(secret, bytes)),
  };
}

export function hmacOf(secret: string, bytes: Uint8Array): Buffer {
  return createHmac('sha256', secret).update(bytes).digest();
}
