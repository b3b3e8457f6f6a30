import { BlobSASPermissions, type BlockBlobClient } from '@azure/storage-blob';
import { InvalidInputError } from '@slipway/kernel';
import type { MultipartUploads, Signing } from '@slipway/ports';
import { attachmentOf } from '../content/object-names.ts';

const mostParts = 50_000;

const expiry = (seconds: number): Date => new Date(Date.now() + seconds * 1000);

/** Requests with a shared access signature. */
export function azureSigning(blobOf: (key: string) => BlockBlobClient): Signing {
  return {
    sign: async (method, key, seconds) => {
      const url = await blobOf(key).generateSasUrl({
        permissions: BlobSASPermissions.parse(method === 'get' ? 'r' : 'cw'),
        expiresOn: expiry(seconds),
        ...(method === 'get' ? { contentDisposition: attachmentOf(key) } : {}),
      });
      return { url, headers: method === 'get' ? {} : { 'x-ms-blob-type': 'BlockBlob' } };
    },
  };
}

/** Each part is a block, whose name is in its URL; an upload needs no id, and blocks that are not committed vanish. */
export function azureMultipart(
  blobOf: (key: string) => BlockBlobClient,
  call: <Result>(key: string, ask: () => Promise<Result>) => Promise<Result>,
): MultipartUploads {
  return {
    begin: async (key, parts, seconds) => {
      if (!Number.isInteger(parts) || parts < 1 || parts > mostParts)
        throw new InvalidInputError(`An upload has 1 to ${String(mostParts)} parts.`, {
          details: { key, parts },
        });
      const url = await blobOf(key).generateSasUrl({
        permissions: BlobSASPermissions.parse('w'),
        expiresOn: expiry(seconds),
      });
      const requests = Array.from({ length: parts }, (_, index) => {
        const block = Buffer.from(`slipway-${String(index + 1).padStart(6, '0')}`).toString('base64');
        return { url: `${url}&comp=block&blockid=${encodeURIComponent(block)}`, headers: {} };
      });
      return { uploadId: '', requests };
    },

    complete: (key, _uploadId, parts) =>
      call(key, async () => {
        const blocks = parts.map(({ url }) => {
          const block = URL.parse(url)?.searchParams.get('blockid');
          if (block === undefined || block === null || block === '')
            throw new InvalidInputError('A part of the upload names no block in its URL.', {
              details: { key },
            });
          return block;
        });
        await blobOf(key).commitBlockList(blocks);
      }),

    abort: (key) => {
      blobOf(key);
      return Promise.resolve();
    },
  };
}
