import { posix } from 'node:path';
import type { ListedEntry } from '@slipway/ports';
import { folderSegmentsOf, invalidKey, segmentsOf } from './artifact-key.ts';

const mostBytes = 1024;

/** The names of objects in a bucket whose keys lie below `prefix`. */
export interface ObjectNames {
  /** @throws InvalidInputError */
  nameOf(key: string): string;
  /** With a slash at its end; empty for the topmost folder of a whole bucket. @throws InvalidInputError */
  folderOf(prefix: string): string;
}

export function objectNames(prefix: string): ObjectNames {
  const within = (key: string, segments: readonly string[]): string => {
    const name = [...(prefix === '' ? [] : [prefix]), ...segments].join('/');
    if (Buffer.byteLength(name) > mostBytes) throw invalidKey(key);
    return name;
  };
  return {
    nameOf: (key) => within(key, segmentsOf(key)),
    folderOf: (folder) => {
      const name = within(folder, folderSegmentsOf(folder));
      return name === '' ? '' : `${name}/`;
    },
  };
}

/** Objects and common prefixes below a folder as entries in the order of `ArtifactStore.list`. */
export function entriesOf(
  folder: string,
  objects: readonly { readonly name: string; readonly bytes: number }[],
  prefixes: readonly string[],
): readonly ListedEntry[] {
  return [
    // Some tools mark an empty folder by an object of its name.
    ...objects.filter(({ name }) => name !== folder),
    ...prefixes.map((name) => ({ name, bytes: undefined })),
  ]
    .map(({ name, bytes }) => ({ order: Buffer.from(name), entry: { name: posix.basename(name), bytes } }))
    .sort((left, right) => left.order.compare(right.order))
    .map(({ entry }) => entry);
}

/** What a browser is told to do with content that it is sent to: to store it by its name, never to show it. */
export const attachmentOf = (key: string): string =>
  `attachment; filename*=UTF-8''${encodeURIComponent(posix.basename(key)).replaceAll(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16)}`)}`;
