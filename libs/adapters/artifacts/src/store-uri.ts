import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidInputError } from '@slipway/kernel';

/** Where content lies: a store, and the folder in it. */
export type StoreUri =
  | { readonly kind: 'directory'; readonly directory: string }
  | {
      readonly kind: 's3' | 'gcs';
      readonly bucket: string;
      /** Without slashes at its ends; empty for the whole bucket. */
      readonly prefix: string;
    }
  | {
      readonly kind: 'azure';
      /** Host of the account: `<account>.blob.core.windows.net`. */
      readonly host: string;
      readonly container: string;
      readonly prefix: string;
    };

const kinds = { s3: 's3', gs: 'gcs', wasbs: 'azure', azure: 'azure' } as const;

/**
 * Reads `file:///…`, a path, `s3://bucket/prefix`, `gs://bucket/prefix`, or `wasbs://container@account.blob.core…/prefix`
 * (also `azure://`).
 * @throws InvalidInputError for another URI
 */
export function parseStoreUri(uri: string): StoreUri {
  const [, scheme] = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(uri) ?? [];
  if (scheme === undefined) return { kind: 'directory', directory: resolve(uri) };
  try {
    const url = new URL(uri);
    if (url.search !== '' || url.hash !== '') throw new TypeError('it has a query or a fragment');
    if (url.protocol === 'file:') return { kind: 'directory', directory: resolve(fileURLToPath(url)) };
    const kind = kinds[url.protocol.slice(0, -1) as keyof typeof kinds];
    const prefix = decodeURIComponent(url.pathname).replaceAll(/^\/+|\/+$/g, '');
    if (kind === 'azure' && url.username !== '' && url.hostname !== '')
      return { kind, host: url.host, container: decodeURIComponent(url.username), prefix };
    if ((kind === 's3' || kind === 'gcs') && url.hostname !== '' && url.username === '')
      return { kind, bucket: url.host, prefix };
  } catch (error) {
    throw unknownStore(uri, error);
  }
  throw unknownStore(uri);
}

const unknownStore = (uri: string, cause?: unknown): InvalidInputError =>
  new InvalidInputError(
    `Artifacts can't be kept at ${uri}: name a directory, s3://<bucket>/<prefix>, gs://<bucket>/<prefix> or wasbs://<container>@<account>.blob.core.windows.net/<prefix>.`,
    { cause, details: { uri } },
  );
