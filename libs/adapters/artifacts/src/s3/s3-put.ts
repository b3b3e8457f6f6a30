import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { partBytes, partsOf, sendParts, splitFirst } from '../content/content-parts.ts';
import type { MeasuredContent } from '../content/measured-content.ts';

/** Name of the SHA-256 in an object's metadata. */
export const sha256Name = 'slipway-sha256';

/** Name, in an object's metadata, of the bytes that each of its parts has but the last. */
export const partBytesName = 'slipway-part-bytes';

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
  // A server that knows nothing of checksums is named by AWS_REQUEST_CHECKSUM_CALCULATION=WHEN_REQUIRED.
  const ChecksumAlgorithm =
    (await client.config.requestChecksumCalculation()) === 'WHEN_SUPPORTED' ? 'SHA256' : undefined;
  const Metadata = { [partBytesName]: String(partBytes) };
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ ...object, ChecksumAlgorithm, Metadata }),
  );
  const upload = { ...object, UploadId };
  try {
    const Parts = await sendParts(first, rest, async (part, PartNumber) => {
      const { ETag, ChecksumSHA256 } = await client.send(
        new UploadPartCommand({ ...upload, ChecksumAlgorithm, PartNumber, Body: part }),
      );
      return { PartNumber, ETag, ChecksumSHA256 };
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
