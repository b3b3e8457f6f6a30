import { readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unlessMissing } from './system-error.ts';

/**
 * A directory of things that can be made again, each a folder named by the hash of what it was made from. An entry is
 * whole when its marker is there; the marker's age is the time since the last use.
 */
const marker = '.slipway-complete';

/** True when the entry is whole; it then counts as used now. */
export async function useEntry(entry: string, now: Date): Promise<boolean> {
  return (await unlessMissing(utimes(path.join(entry, marker), now, now).then(() => true))) ?? false;
}

/** Declares an entry whole. */
export async function completeEntry(entry: string): Promise<void> {
  await writeFile(path.join(entry, marker), JSON.stringify({ bytes: await sizeOf(entry) }));
}

export async function removeEntry(entry: string): Promise<void> {
  await rm(path.join(entry, marker), { force: true }); // first: a half removed entry must not look whole
  await rm(entry, { recursive: true, force: true });
}

export interface CacheBounds {
  /** Milliseconds since the last use. */
  readonly maxAgeMs: number;
  /** Bytes of all entries together. */
  readonly maxBytes: number;
}

/** Removes entries that are old, broken, or the longest unused ones beyond the size bound; never those in use. */
export async function pruneEntries(
  directory: string,
  inUse: ReadonlySet<string>,
  bounds: CacheBounds,
  now: Date,
): Promise<readonly string[]> {
  const names = ((await unlessMissing(readdir(directory))) ?? []).filter((name) => !inUse.has(name));
  const entries = await Promise.all(
    names.map(async (name) => ({ name, ...(await readEntry(path.join(directory, name))) })),
  );
  entries.sort((left, right) => right.usedAt - left.usedAt);
  let bytes = 0;
  const removed: string[] = [];
  for (const entry of entries) {
    bytes += entry.bytes;
    if (entry.usedAt >= now.getTime() - bounds.maxAgeMs && bytes <= bounds.maxBytes) continue;
    await removeEntry(path.join(directory, entry.name));
    removed.push(entry.name);
  }
  return removed;
}

async function readEntry(entry: string): Promise<{ usedAt: number; bytes: number }> {
  const file = path.join(entry, marker);
  const [info, text] = await Promise.all([unlessMissing(stat(file)), unlessMissing(readFile(file, 'utf8'))]);
  const bytes = Number(/"bytes":(\d+)/.exec(text ?? '')?.[1] ?? 0);
  return { usedAt: info?.mtimeMs ?? 0, bytes };
}

async function sizeOf(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += (await stat(path.join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}
