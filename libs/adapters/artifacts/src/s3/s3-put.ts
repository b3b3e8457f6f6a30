import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { partsOf, sendParts, splitFirst } from '../content/content-parts.ts';
import type { MeasuredContent } from '../content/measured-content.ts';

/** Name of the SHA-256 in an object's metadata. */
export const sha256Name = 'slipway-sha256';

/** Puts an object by one request, or in parts when it is larger than one. */
export async function putS3Object(
  client: S3Client,
  object: { readonly Bucket: string; readonly Key: string },
  content: MeasuredContent,
): Promise<void> {
  const { first, rest } = await splitFirst(partsOf(content.chunks));
  if (!rest) {
    const Metadata = { [sha256Name]: content.result().sha256 };
    await client.send(new PutObjectCommand({ ...object, Body: first, Metadata }));
    return;
  }
  // What is said here of checksums is what the client sends with each part by itself.
  const ChecksumAlgorithm =
    (await client.config.requestChecksumCalculation()) === 'WHEN_SUPPORTED' ? 'CRC32' : undefined;
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ ...object, ChecksumAlgorithm }));
  const upload = { ...object, UploadId };
  try {
    const Parts = await sendParts(first, rest, async (part, PartNumber) => {
      const { ETag, ChecksumCRC32 } = await client.send(
        new UploadPartCommand({ ...upload, PartNumber, Body: part }),
      );
      return { PartNumber, ETag, ChecksumCRC32 };
    });
    await client.send(
      new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: [...Parts] } }),
    );
  } catch (error) {
    // An upload that is not aborted shows nothing; the bucket's lifecycle rule removes it later.
    await client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}
