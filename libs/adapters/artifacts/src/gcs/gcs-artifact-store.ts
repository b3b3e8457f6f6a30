import { ApiError, Storage, type File, type FileMetadata } from '@google-cloud/storage';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactStore, ContentInfo } from '@slipway/ports';
import { partsOf, splitFirst } from '../content/content-parts.ts';
import { measureContent, type MeasuredContent } from '../content/measured-content.ts';
import { entriesOf, objectNames } from '../content/object-names.ts';
import { storeCalls } from '../content/store-failure.ts';
import { verifiedContent } from '../content/verified-content.ts';
import type { StoreEnvironment } from '../open-artifact-store.ts';

const pageSize = 1000;
/** Name of the SHA-256 in an object's metadata. */
const sha256Name = 'slipway-sha256';

const call = storeCalls((error) =>
  error instanceof ApiError
    ? { status: error.code, code: error.errors?.[0]?.reason }
    : { status: undefined, code: undefined },
);

/**
 * Artifacts as objects of a bucket of Google Cloud Storage. An object shows when it is whole, by the store's nature. Signed
 * requests take a key or a right that the server need not have: there are none.
 */
export function openGcsArtifactStore(
  { bucket: bucketName, prefix }: { readonly bucket: string; readonly prefix: string },
  env: StoreEnvironment,
): ArtifactStore {
  const emulator = env.STORAGE_EMULATOR_HOST;
  const keyFilename = env.GOOGLE_APPLICATION_CREDENTIALS;
  const storage = new Storage({
    ...(emulator === undefined ? {} : { apiEndpoint: emulator }),
    ...(keyFilename === undefined ? {} : { keyFilename }),
  });
  const bucket = storage.bucket(bucketName);
  const names = objectNames(prefix);
  const fileOf = (key: string): File => bucket.file(names.nameOf(key));

  return {
    signing: undefined,
    multipart: undefined,

    put: async (key, content, options) => {
      const file = fileOf(key);
      const measured = measureContent(key, content, options);
      await call(key, () => putFile(file, measured)).catch((error: unknown) => {
        throw measured.failure() ?? error;
      });
      return measured.result();
    },

    get: (key, range) =>
      call(key, async () => {
        const [metadata] = await fileOf(key).getMetadata();
        const info = infoOf(metadata);
        // Of the generation that the information is about, whatever is put meanwhile.
        const file = bucket.file(names.nameOf(key), { generation: info.version });
        const bounds = range ? { start: range.first, end: range.last } : {};
        const content = file.createReadStream({ ...bounds, decompress: false });
        return {
          ...info,
          content: range || info.sha256 === undefined ? content : verifiedContent(key, content, info.sha256),
        };
      }),

    stat: (key) => call(key, async () => infoOf((await fileOf(key).getMetadata())[0])),

    list: (folder, { limit, after }) =>
      call(folder, async () => {
        const inside = names.folderOf(folder);
        const [files, next, page] = await bucket.getFiles({
          prefix: inside,
          delimiter: '/',
          autoPaginate: false,
          maxResults: Math.min(limit, pageSize),
          ...(after === undefined ? {} : { pageToken: after }),
        });
        const objects = files.map(({ name, metadata }) => ({ name, bytes: Number(metadata.size ?? 0) }));
        const { prefixes = [] } = page as { readonly prefixes?: readonly string[] };
        const pageToken = (next as { readonly pageToken?: string } | null)?.pageToken;
        return { entries: entriesOf(inside, objects, prefixes), next: pageToken };
      }),

    delete: (key) =>
      call(key, async () => {
        await fileOf(key).delete({ ignoreNotFound: true });
      }),

    deleteAll: (folder) =>
      call(folder, async () => {
        await bucket.deleteFiles({ prefix: `${names.nameOf(folder)}/`, versions: false });
      }),
  };
}

async function putFile(file: File, content: MeasuredContent): Promise<void> {
  const { first, rest } = await splitFirst(partsOf(content.chunks));
  if (!rest) {
    const metadata = { metadata: { [sha256Name]: content.result().sha256 } };
    await file.save(first, { resumable: false, metadata });
    return;
  }
  const whole = Readable.from(
    (async function* () {
      yield first;
      yield* rest;
    })(),
    { objectMode: false },
  );
  await pipeline(whole, file.createWriteStream({ resumable: true }));
  const { generation } = file.metadata;
  await file.setMetadata(
    { metadata: { [sha256Name]: content.result().sha256 } },
    generation === undefined ? {} : { ifGenerationMatch: generation },
  );
}

function infoOf({ size, updated, generation, metadata }: FileMetadata): ContentInfo {
  const sha256 = metadata?.[sha256Name];
  return {
    bytes: Number(size ?? 0),
    modified: new Date(updated ?? 0),
    version: String(generation ?? ''),
    sha256: typeof sha256 === 'string' ? sha256 : undefined,
  };
}
