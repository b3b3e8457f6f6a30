import { randomBytes } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Step } from '../step.ts';
import type { Pack } from './pack-builder.ts';

/**
 * Makes a pack part of a repository, durably: content on disk before its name, the pack before the index (git looks for
 * indexes), and the names on disk before it returns. A crash in between leaves at most files that git ignores.
 */
export async function storePack(
  directory: string,
  { checksum, pack, index }: Pack,
  step: Step,
): Promise<void> {
  const folder = path.join(directory, 'objects', 'pack');
  // Not `.pack` and `.idx`: git would take them for finished ones.
  const unique = randomBytes(8).toString('hex');
  const temporary = {
    pack: path.join(folder, `tmp_pack_${unique}`),
    index: path.join(folder, `tmp_idx_${unique}`),
  };
  try {
    await Promise.all([writeDurably(temporary.pack, pack), writeDurably(temporary.index, index)]);
  } catch (error) {
    // A full disk would only get fuller with every try.
    await Promise.allSettled([rm(temporary.pack, { force: true }), rm(temporary.index, { force: true })]);
    throw error;
  }
  await step('pack-written');
  const name = path.join(folder, `pack-${checksum}`);
  await rename(temporary.pack, `${name}.pack`);
  await step('pack-named');
  await rename(temporary.index, `${name}.idx`);
  await syncFolder(folder);
  await step('pack-stored');
}

async function writeDurably(file: string, content: Uint8Array): Promise<void> {
  const handle = await open(file, 'w', 0o444);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Milliseconds after which an unfinished file can't belong to a writer that is alive. */
const abandonedAfter = 3_600_000;

/** Removes what crashes have left behind in the pack folder, ours and git's: temporary files and packs without an index. */
export async function removeAbandonedFiles(directory: string, now: number): Promise<void> {
  const folder = path.join(directory, 'objects', 'pack');
  const names = new Set(await readdir(folder));
  for (const name of names) {
    const unnamed = name.startsWith('tmp_') || name.startsWith('.tmp-');
    const unindexed = name.endsWith('.pack') && !names.has(name.replace(/pack$/, 'idx'));
    if (!unnamed && !unindexed) continue;
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < now - abandonedAfter) await rm(file, { force: true });
  }
}
