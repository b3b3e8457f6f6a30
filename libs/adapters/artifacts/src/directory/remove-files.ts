import { lstat, opendir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { codeOf, isMissing, syncFolder } from './durable-files.ts';

/** Removes a file, durably. False when no file lies there. */
export async function removeFile(root: string, path: string): Promise<boolean> {
  if (!(await isOfType(path, 'file'))) return false;
  try {
    await unlink(path);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  await syncFolder(await removeEmptyFolders(root, dirname(path)));
  return true;
}

/** Moves a folder out of sight at once, durably. False when no folder lies there. */
export async function moveFolderAway(root: string, path: string, away: string): Promise<boolean> {
  if (!(await isOfType(path, 'folder'))) return false;
  try {
    await rename(path, away);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  await syncFolder(await removeEmptyFolders(root, dirname(path)));
  return true;
}

/** Removes a folder and calls back for each of its files, by its path below the folder. */
export async function removeTree(path: string, onFile: (relative: string) => Promise<void>): Promise<void> {
  const walk = async (folder: string, above: string): Promise<void> => {
    for await (const entry of await opendir(folder)) {
      const relative = above + entry.name;
      if (entry.isDirectory()) await walk(join(folder, entry.name), `${relative}/`);
      else await onFile(relative);
    }
  };
  await walk(path, '');
  await rm(path, { recursive: true, force: true });
}

/** A folder is what lies in it: those from `path` upwards that hold nothing go. The lowest that stays is returned. */
async function removeEmptyFolders(root: string, path: string): Promise<string> {
  let at = path;
  for (; at !== root; at = dirname(at)) {
    try {
      await rmdir(at);
    } catch (error) {
      if (isMissing(error)) continue;
      if (['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) break;
      throw error;
    }
  }
  return at;
}

async function isOfType(path: string, type: 'file' | 'folder'): Promise<boolean> {
  try {
    const found = await lstat(path);
    return type === 'file' ? found.isFile() : found.isDirectory();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
