import { mkdir, open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes the missing folders from `root` down to `path`, each of them durable in the one above. */
export async function makeFolders(root: string, path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let at = path; at !== root && at.length >= first.length; at = dirname(at))
    await syncFolder(dirname(at));
}

/** Makes what was done in a folder durable; where the folder itself has gone since, that it has. */
export async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle;
  try {
    folder = await open(path, 'r');
  } catch (error) {
    if (!isMissing(error)) throw error;
    await syncFolder(dirname(path));
    return;
  }
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Moves a file into a folder below `root` that may not be there, or may just be on its way out because it is empty. */
export async function moveInto(root: string, from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await makeFolders(root, dirname(to));
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === 5) throw error;
    }
  }
}

export const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';

/** Nothing lies at the path, or something above it is a file. */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(codeOf(error));
