import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type GetObjectCommandOutput,
  type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { UnavailableError } from '@slipway/kernel';
import type { ArtifactStore, ContentInfo } from '@slipway/ports';
import { sha256OfParts } from '../content/content-hash.ts';
import { measureContent } from '../content/measured-content.ts';
import { entriesOf, objectNames } from '../content/object-names.ts';
import { verifiedContent } from '../content/verified-content.ts';
import type { StoreEnvironment } from '../open-artifact-store.ts';
import { s3Call } from './s3-calls.ts';
import { openS3Clients } from './s3-clients.ts';
import { s3Multipart } from './s3-multipart.ts';
import { partBytesName, putS3Object, sha256Name } from './s3-put.ts';
import { s3Signing } from './s3-signing.ts';

const pageSize = 1000;

/**
 * Artifacts as objects of an S3 bucket, or of a server that speaks S3's protocol. Content of several parts is uploaded in
 * parts, of which nothing shows before all are there; what a killed process leaves of them is for the bucket's lifecycle
 * rule (`AbortIncompleteMultipartUpload`). Of such content the store has the SHA-256 of its parts, not that of the whole.
 */
export function openS3ArtifactStore(
  { bucket: Bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  env: StoreEnvironment,
): ArtifactStore {
  const clients = openS3Clients(env);
  const { client, signer } = clients;
  const names = objectNames(prefix);
  const objectOf = (key: string): { Bucket: string; Key: string } => ({ Bucket, Key: names.nameOf(key) });

  return {
    signing: s3Signing(signer, objectOf),
    multipart: s3Multipart(clients, objectOf),

    put: async (key, content, options) => {
      const object = objectOf(key);
      const measured = measureContent(key, content, options);
      await s3Call(key, async () => putS3Object(client, object, measured)).catch((error: unknown) => {
        throw measured.failure() ?? error;
      });
      return measured.result();
    },

    get: (key, range) =>
      s3Call(key, async () => {
        const Range = range && `bytes=${String(range.first)}-${String(range.last)}`;
        const found = await client.send(new GetObjectCommand({ ...objectOf(key), Range }));
        const info = infoOf(found, Number(found.ContentRange?.split('/')[1] ?? found.ContentLength));
        return { ...info, content: range ? (found.Body as Readable) : wholeContent(key, info, found) };
      }),

    stat: (key) =>
      s3Call(key, async () => {
        const found = await client.send(new HeadObjectCommand(objectOf(key)));
        return infoOf(found, found.ContentLength ?? 0);
      }),

    list: (folder, { limit, after }) =>
      s3Call(folder, async () => {
        const Prefix = names.folderOf(folder);
        const page = await client.send(
          new ListObjectsV2Command({
            Bucket,
            Prefix,
            Delimiter: '/',
            MaxKeys: Math.min(limit, pageSize),
            ContinuationToken: after,
          }),
        );
        const objects = (page.Contents ?? []).map(({ Key = '', Size = 0 }) => ({ name: Key, bytes: Size }));
        const prefixes = (page.CommonPrefixes ?? []).map((each) => each.Prefix ?? '');
        return { entries: entriesOf(Prefix, objects, prefixes), next: page.NextContinuationToken };
      }),

    delete: (key) =>
      s3Call(key, async () => {
        await client.send(new DeleteObjectCommand(objectOf(key)));
      }),

    deleteAll: (folder) =>
      s3Call(folder, async () => {
        const Prefix = `${names.nameOf(folder)}/`;
        for (;;) {
          const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix, MaxKeys: pageSize }));
          const Objects = (page.Contents ?? []).map(({ Key }) => ({ Key }));
          if (Objects.length === 0) return;
          const { Errors = [] } = await client.send(
            new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
          );
          if (Errors.length > 0)
            throw new UnavailableError('Not all artifacts of the folder could be deleted.', {
              details: { folder, code: Errors[0]?.Code },
            });
        }
      }),
  };
}

/** The whole content of an object, held to the checksum that it has, if any. */
function wholeContent(
  key: string,
  { bytes, sha256 }: ContentInfo,
  { Body, Metadata, ChecksumSHA256 }: GetObjectCommandOutput,
): Readable {
  const content = Body as Readable;
  if (sha256 !== undefined) return verifiedContent(key, content, sha256);
  const partBytes = Number(Metadata?.[partBytesName]);
  // Who copies an object may cut it into other parts.
  const isOfOurParts = ChecksumSHA256?.endsWith(`-${String(Math.ceil(bytes / partBytes))}`) === true;
  return isOfOurParts ? verifiedContent(key, content, ChecksumSHA256, sha256OfParts(partBytes)) : content;
}

function infoOf(
  { LastModified, ETag, Metadata }: Pick<HeadObjectCommandOutput, 'LastModified' | 'ETag' | 'Metadata'>,
  bytes: number,
): ContentInfo {
  return {
    bytes,
    modified: LastModified ?? new Date(0),
    version: (ETag ?? '').replaceAll('"', ''),
    sha256: Metadata?.[sha256Name],
  };
}
