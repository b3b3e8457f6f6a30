import { createHash } from 'node:crypto';
import { InvalidInputError, TooLargeError } from '@slipway/kernel';
import type { PutOptions, StoredContent } from '@slipway/ports';

/** Content on its way into a store, counted and hashed as it passes. A chunk is good until the next one is asked for. */
export interface MeasuredContent {
  /** Fails before its end when the content is not as the options of `put` demand. */
  readonly chunks: AsyncGenerator<Buffer, void, void>;
  /** What has passed; final when `chunks` has ended. */
  result(): StoredContent;
  /** Why `chunks` failed, to tell it from a failure of the store. */
  failure(): unknown;
}

export function measureContent(
  key: string,
  content: AsyncIterable<Buffer>,
  options: PutOptions,
): MeasuredContent {
  const { maxBytes, sha256: expected } = options;
  const hash = createHash('sha256');
  let bytes = 0;
  let sha256 = '';
  let failure: unknown;
  async function* pass(): AsyncGenerator<Buffer, void, void> {
    for await (const chunk of content) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes)
        throw new TooLargeError(`The artifact is larger than ${String(maxBytes)} bytes.`, {
          details: { key, maxBytes },
        });
      hash.update(chunk);
      yield chunk;
    }
    sha256 = hash.digest('hex');
    if (expected !== undefined && expected !== sha256)
      throw new InvalidInputError(
        `The content that arrived has the SHA-256 ${sha256}, not ${expected} as its sender said.`,
        { details: { key } },
      );
  }
  async function* watched(): AsyncGenerator<Buffer, void, void> {
    try {
      yield* pass();
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  return { chunks: watched(), result: () => ({ bytes, sha256 }), failure: () => failure };
}
