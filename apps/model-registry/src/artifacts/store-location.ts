import type { StoreUri } from '@slipway/artifacts';

/** A folder in a store as data: its store, and the names of the folders that lead to it. */
export interface StoreLocation {
  readonly store: string;
  readonly segments: readonly string[];
}

export function storeLocation(uri: StoreUri): StoreLocation {
  switch (uri.kind) {
    case 'directory':
      return { store: 'directory', segments: segmentsOf(uri.directory) };
    case 's3':
    case 'gcs':
      return { store: `${uri.kind}://${uri.bucket}`, segments: segmentsOf(uri.prefix) };
    case 'azure':
      return { store: `azure://${uri.container}@${uri.host}`, segments: segmentsOf(uri.prefix) };
  }
}

/** What leads from one folder to another below it; undefined when the other does not lie there. */
export function pathBelow(
  above: StoreLocation,
  { store, segments }: StoreLocation,
): readonly string[] | undefined {
  const isBelow =
    store === above.store && above.segments.every((segment, index) => segment === segments[index]);
  return isBelow ? segments.slice(above.segments.length) : undefined;
}

/** One of the two holds the other. */
export const overlap = (one: StoreLocation, other: StoreLocation): boolean =>
  pathBelow(one, other) !== undefined || pathBelow(other, one) !== undefined;

const segmentsOf = (path: string): readonly string[] => path.split('/').filter((segment) => segment !== '');
