import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { EnvironmentReader } from '@slipway/ports';
import { UnavailableError } from '@slipway/kernel';

const blobOf = (content: string): string => createHash('sha1').update(content).digest('hex');

/** A folder in place of an environment repository: what lies in it at a refresh is its tip. */
export function openFolderReader(folder: string): EnvironmentReader {
  let files = new Map<string, string>();
  return {
    refresh: async () => {
      const found = new Map<string, string>();
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
        (cause: unknown) => {
          throw new UnavailableError('the folder cannot be read', { cause });
        },
      );
      for (const entry of entries) {
        if (!entry.isFile() || !entry.name.endsWith('.yaml')) continue;
        const file = path.join(entry.parentPath, entry.name);
        const content = await readFile(file, 'utf8').catch(() => undefined);
        if (content !== undefined) found.set(path.relative(folder, file), content);
      }
      files = found;
      return found.size === 0 ? undefined : blobOf(JSON.stringify([...found].sort()));
    },
    list: (prefix) =>
      Promise.resolve(
        [...files]
          .filter(([name]) => name.startsWith(`${prefix}/`))
          .map(([name, content]) => ({ path: name, blob: blobOf(content) })),
      ),
    read: (blob) => Promise.resolve([...files.values()].find((content) => blobOf(content) === blob) ?? ''),
    close: () => Promise.resolve(),
  };
}

/** Writes a file so that a reader sees all of it or nothing. */
export async function putFile(folder: string, name: string, content: string): Promise<void> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.new`, content);
  await rename(`${file}.new`, file);
}

export async function removeFile(folder: string, name: string): Promise<void> {
  await rm(path.join(folder, name), { force: true });
}
