import { RestError, type BlockBlobClient } from '@azure/storage-blob';
import type { Readable } from 'node:stream';
import type { ArtifactStore, ContentInfo } from '@slipway/ports';
import { invalidKey } from '../content/artifact-key.ts';
import { measureContent } from '../content/measured-content.ts';
import { entriesOf, objectNames } from '../content/object-names.ts';
import { storeCalls } from '../content/store-failure.ts';
import { verifiedContent } from '../content/verified-content.ts';
import type { StoreEnvironment } from '../open-artifact-store.ts';
import { openAzureContainer } from './azure-clients.ts';
import { azureMultipart, azureSigning } from './azure-direct.ts';
import { putBlob, sha256Name } from './azure-put.ts';

const pageSize = 1000;

const call = storeCalls((error) =>
  error instanceof RestError
    ? { status: error.statusCode, code: error.code }
    : { status: undefined, code: undefined },
);

/**
 * Artifacts as blobs of an Azure container. A blob shows when its blocks are committed; blocks that never are, Azure drops
 * after a week. Azure takes no name with a segment that ends in a dot: such keys are refused.
 */
export function openAzureArtifactStore(
  {
    host,
    container: containerName,
    prefix,
  }: { readonly host: string; readonly container: string; readonly prefix: string },
  env: StoreEnvironment,
): ArtifactStore {
  const container = openAzureContainer(host, containerName, env);
  const names = objectNames(prefix);
  const blobOf = (key: string): BlockBlobClient => {
    const name = names.nameOf(key);
    if (/\.(?:\/|$)/.test(key)) throw invalidKey(key);
    return container.getBlockBlobClient(name);
  };

  return {
    signing: azureSigning(blobOf),
    multipart: azureMultipart(blobOf, call),

    put: async (key, content, options) => {
      const blob = blobOf(key);
      const measured = measureContent(key, content, options);
      await call(key, () => putBlob(blob, measured)).catch((error: unknown) => {
        throw measured.failure() ?? error;
      });
      return measured.result();
    },

    get: (key, range) =>
      call(key, async () => {
        const found = range
          ? await blobOf(key).download(range.first, range.last - range.first + 1)
          : await blobOf(key).download();
        const info = infoOf(found, Number(found.contentRange?.split('/')[1] ?? found.contentLength));
        const content = found.readableStreamBody as Readable;
        return {
          ...info,
          content: range || info.sha256 === undefined ? content : verifiedContent(key, content, info.sha256),
        };
      }),

    stat: (key) =>
      call(key, async () => {
        const found = await blobOf(key).getProperties();
        return infoOf(found, found.contentLength ?? 0);
      }),

    list: (folder, { limit, after }) =>
      call(folder, async () => {
        const prefixOfFolder = names.folderOf(folder);
        const pages = container.listBlobsByHierarchy('/', { prefix: prefixOfFolder }).byPage({
          maxPageSize: Math.min(limit, pageSize),
          ...(after === undefined ? {} : { continuationToken: after }),
        });
        const step = await pages.next();
        if (step.done === true) return { entries: [], next: undefined };
        const { segment, continuationToken } = step.value;
        const { blobItems, blobPrefixes = [] } = segment;
        const objects = blobItems.map(({ name, properties }) => ({
          name,
          bytes: properties.contentLength ?? 0,
        }));
        const entries = entriesOf(
          prefixOfFolder,
          objects,
          blobPrefixes.map(({ name }) => name),
        );
        return { entries, next: continuationToken === '' ? undefined : continuationToken };
      }),

    delete: (key) =>
      call(key, async () => {
        await blobOf(key).deleteIfExists();
      }),

    deleteAll: (folder) =>
      call(folder, async () => {
        const blobs = container.listBlobsFlat({ prefix: `${names.nameOf(folder)}/` });
        for await (const { segment } of blobs.byPage({ maxPageSize: pageSize }))
          for (const { name } of segment.blobItems) await container.getBlobClient(name).deleteIfExists();
      }),
  };
}

interface BlobProperties {
  readonly lastModified?: Date;
  readonly etag?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

function infoOf({ lastModified, etag, metadata }: BlobProperties, bytes: number): ContentInfo {
  return {
    bytes,
    modified: lastModified ?? new Date(0),
    version: (etag ?? '').replaceAll('"', ''),
    sha256: metadata?.[sha256Name],
  };
}
