import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { folderSegmentsOf, invalidKey, segmentsOf } from '../content/artifact-key.ts';

/** Where a directory store keeps what: content at its key, and two folders of the store's own, which no key may name. */
export interface DirectoryLayout {
  readonly root: string;
  /** Records of checksums. */
  readonly checksums: string;
  /** Names at the root that are not content. */
  readonly own: ReadonlySet<string>;
  /** @throws InvalidInputError */
  readonly pathOf: (key: string) => string;
  /** The path of a folder; the root for an empty prefix. @throws InvalidInputError */
  readonly folderOf: (prefix: string) => string;
  /** A new path for what is not yet, or no longer, content. */
  readonly newTemporary: () => string;
}

const uploadsName = '.uploads';
const checksumsName = '.checksums';
const own: ReadonlySet<string> = new Set([uploadsName, checksumsName]);

/** Makes the store's own folders, and empties the one that a killed process may have left something in. */
export async function openDirectoryLayout(root: string): Promise<DirectoryLayout> {
  const uploads = join(root, uploadsName);
  const checksums = join(root, checksumsName);
  for (const area of [uploads, checksums]) await mkdir(area, { recursive: true, mode: 0o700 });
  for (const name of await readdir(uploads)) await rm(join(uploads, name), { recursive: true, force: true });

  const within = (key: string, segments: readonly string[]): string => {
    if (own.has(segments[0]?.toLowerCase() ?? '')) throw invalidKey(key);
    return join(root, ...segments);
  };
  return {
    root,
    checksums,
    own,
    pathOf: (key) => within(key, segmentsOf(key)),
    folderOf: (prefix) => within(prefix, folderSegmentsOf(prefix)),
    newTemporary: () => join(uploads, randomBytes(12).toString('hex')),
  };
}
