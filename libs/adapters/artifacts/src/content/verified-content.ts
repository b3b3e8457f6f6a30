import { Readable } from 'node:stream';
import { SlipwayError } from '@slipway/kernel';
import { sha256Hash, type ContentHash } from './content-hash.ts';

/** What was stored is not what is there now: the disk or somebody beside Slipway has changed it. */
export class CorruptContentError extends SlipwayError {
  override readonly code = 'corrupt_content';
}

/**
 * The whole content, held to what `hash` gave when it was stored: its last chunk is given only when all of it is right, so that nobody takes
 * the wrong content for whole.
 */
export function verifiedContent(
  key: string,
  content: Readable,
  stored: string,
  hash: ContentHash = sha256Hash(),
): Readable {
  const result = Readable.from(verified(), { objectMode: false, highWaterMark: 1 });
  // Who leaves before the first chunk never gets the generator to run, which would close what it reads.
  result.once('close', () => content.destroy());
  return result;

  async function* verified(): AsyncGenerator<Buffer, void, void> {
    let held: Buffer | undefined;
    for await (const chunk of content as AsyncIterable<Buffer>) {
      hash.update(chunk);
      if (held) yield held;
      held = chunk;
    }
    const found = hash.digest();
    if (found !== stored)
      throw new CorruptContentError('The content of an artifact is not what was stored.', {
        details: { key, stored, found },
      });
    if (held) yield held;
  }
}
