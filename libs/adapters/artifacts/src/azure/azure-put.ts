import { randomBytes } from 'node:crypto';
import { RestError, type BlockBlobClient } from '@azure/storage-blob';
import { UnavailableError } from '@slipway/kernel';
import { partsOf, sendParts, splitFirst } from '../content/content-parts.ts';
import type { MeasuredContent } from '../content/measured-content.ts';

/** Name of the SHA-256 in a blob's metadata: Azure takes no hyphens. */
export const sha256Name = 'slipway_sha256';

/** Puts a blob by one request, or as blocks when it is larger than one. */
export async function putBlob(blob: BlockBlobClient, content: MeasuredContent): Promise<void> {
  const { first, rest } = await splitFirst(partsOf(content.chunks));
  if (!rest) {
    const metadata = { [sha256Name]: content.result().sha256 };
    await blob.upload(first, first.length, { metadata });
    return;
  }
  // Uploads of the same blob share its blocks: each has names of its own.
  const upload = randomBytes(12).toString('hex');
  const ids = await sendParts(first, rest, async (part, number) => {
    const id = Buffer.from(`${upload}-${String(number).padStart(6, '0')}`).toString('base64');
    await blob.stageBlock(id, part, part.length);
    return id;
  });
  try {
    await blob.commitBlockList([...ids], { metadata: { [sha256Name]: content.result().sha256 } });
  } catch (error) {
    if (!(error instanceof RestError) || error.code !== 'InvalidBlockList') throw error;
    // Another upload of the blob was committed first, and Azure has dropped the blocks of this one.
    throw new UnavailableError('Another upload of the same artifact has ended meanwhile: send it again.', {
      cause: error,
    });
  }
}
