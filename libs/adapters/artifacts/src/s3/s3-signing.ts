import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Signing } from '@slipway/ports';
import { attachmentOf } from '../content/object-names.ts';
import { s3Call } from './s3-calls.ts';

export function s3Signing(
  signer: S3Client,
  objectOf: (key: string) => { readonly Bucket: string; readonly Key: string },
): Signing {
  return {
    sign: (method, key, seconds) =>
      s3Call(key, async () => {
        const object = objectOf(key);
        const command =
          method === 'get'
            ? new GetObjectCommand({ ...object, ResponseContentDisposition: attachmentOf(key) })
            : new PutObjectCommand(object);
        return { url: await getSignedUrl(signer, command, { expiresIn: seconds }), headers: {} };
      }),
  };
}
