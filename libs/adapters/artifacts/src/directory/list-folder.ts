import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ListedEntry, ListOptions, Listing } from '@slipway/ports';
import { isMissing } from './durable-files.ts';

/** One folder's files and folders, in the order and the pages of `ArtifactStore.list`; `hidden` names are left out. */
export async function listFolder(
  path: string,
  { limit, after }: ListOptions,
  hidden: ReadonlySet<string>,
): Promise<Listing> {
  const names = await namesIn(path, hidden);
  const begin = after === undefined ? 0 : firstBeyond(names, Buffer.from(after, 'base64url'));
  const page = names.slice(begin, begin + limit);
  const entries: ListedEntry[] = [];
  for (let at = 0; at < page.length; at += filesAtOnce) {
    const some = await Promise.all(page.slice(at, at + filesAtOnce).map((name) => entryOf(path, name)));
    for (const entry of some) if (entry) entries.push(entry);
  }
  const last = begin + limit < names.length ? page.at(-1) : undefined;
  return { entries, next: last?.toString('base64url') };
}

const filesAtOnce = 64;

/** Sorted; the names of folders end in a slash. */
async function namesIn(path: string, hidden: ReadonlySet<string>): Promise<readonly Buffer[]> {
  try {
    const found = await readdir(path, { withFileTypes: true });
    return found
      .filter((entry) => !hidden.has(entry.name) && (entry.isFile() || entry.isDirectory()))
      .map((entry) => Buffer.from(entry.isDirectory() ? `${entry.name}/` : entry.name))
      .sort((left, right) => left.compare(right));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function firstBeyond(names: readonly Buffer[], after: Buffer): number {
  const found = names.findIndex((name) => name.compare(after) > 0);
  return found === -1 ? names.length : found;
}

/** Undefined for a file that has gone since. */
async function entryOf(path: string, nameBytes: Buffer): Promise<ListedEntry | undefined> {
  const name = nameBytes.toString();
  if (name.endsWith('/')) return { name: name.slice(0, -1), bytes: undefined };
  try {
    return { name, bytes: (await lstat(join(path, name))).size };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
