import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { InvalidInputError } from '@slipway/kernel';
import type { MultipartUploads, SignedRequest } from '@slipway/ports';
import { s3Call } from './s3-calls.ts';
import type { S3Clients } from './s3-clients.ts';

const mostParts = 10_000;

/** S3's own uploads in parts, with a signed request for each part. `objectOf` names the object of a key. */
export function s3Multipart(
  { client, signer }: S3Clients,
  objectOf: (key: string) => { readonly Bucket: string; readonly Key: string },
): MultipartUploads {
  return {
    begin: (key, parts, seconds) =>
      s3Call(key, async () => {
        if (!Number.isInteger(parts) || parts < 1 || parts > mostParts)
          throw new InvalidInputError(`An upload has 1 to ${String(mostParts)} parts.`, {
            details: { key, parts },
          });
        const object = objectOf(key);
        const { UploadId = '' } = await client.send(new CreateMultipartUploadCommand(object));
        const requests: SignedRequest[] = [];
        for (let PartNumber = 1; PartNumber <= parts; PartNumber += 1) {
          const command = new UploadPartCommand({ ...object, UploadId, PartNumber });
          requests.push({ url: await getSignedUrl(signer, command, { expiresIn: seconds }), headers: {} });
        }
        return { uploadId: UploadId, requests };
      }),

    complete: (key, UploadId, parts) =>
      s3Call(key, async () => {
        const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
        await client.send(
          new CompleteMultipartUploadCommand({ ...objectOf(key), UploadId, MultipartUpload: { Parts } }),
        );
      }),

    abort: (key, UploadId) =>
      s3Call(key, async () => {
        await client.send(new AbortMultipartUploadCommand({ ...objectOf(key), UploadId }));
      }),
  };
}
