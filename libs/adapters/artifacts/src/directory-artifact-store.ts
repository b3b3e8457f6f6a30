import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { InvalidInputError, NotFoundError, TooLargeError, UnavailableError } from '@slipway/kernel';
import type { ArtifactStore } from '@slipway/ports';

const uploads = '.uploads';
const segment = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/;
const fullDisk = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Artifacts as files below `directory`. A key is a relative path of at most ten segments of letters, digits and `._-`
 * that start with neither a dot nor a minus. Content is written beside its place, synced, and renamed, so a key holds
 * either all of it or what it held before. Opening removes what uploads of a killed process left behind: one process
 * uses a directory at a time.
 */
export async function openDirectoryArtifactStore(directory: string): Promise<ArtifactStore> {
  const incoming = join(directory, uploads);
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  for (const name of await readdir(incoming)) await rm(join(incoming, name), { force: true });

  const pathOf = (key: string): string => {
    const segments = key.split('/');
    if (segments.length > 10 || !segments.every((part) => segment.test(part))) {
      throw new InvalidInputError('The key of an artifact is not a plain relative path.', {
        details: { key },
      });
    }
    return join(directory, ...segments);
  };

  return {
    put: async (key, content, maxBytes) => {
      const path = pathOf(key);
      const temporary = join(incoming, randomBytes(12).toString('hex'));
      try {
        const written = await writeDurably(temporary, content, maxBytes, key);
        await makeDirectories(directory, dirname(path));
        await rename(temporary, path);
        await syncDirectory(dirname(path));
        return written;
      } catch (error) {
        await rm(temporary, { force: true });
        throw fullDisk.has((error as NodeJS.ErrnoException).code ?? '')
          ? new UnavailableError('There is no room left for artifacts.', { cause: error, details: { key } })
          : error;
      }
    },

    get: async (key) => {
      const path = pathOf(key);
      let file: FileHandle;
      try {
        file = await open(path, 'r');
      } catch (error) {
        throw missing(error, key);
      }
      const found = await file.stat();
      if (!found.isFile()) {
        await file.close();
        throw new NotFoundError('There is no such artifact.', { details: { key } });
      }
      return { content: createReadStream(path, { fd: file, autoClose: true }), bytes: found.size };
    },

    delete: async (key) => {
      const path = pathOf(key);
      if (!(await isFile(path))) return;
      await rm(path, { force: true });
      await syncDirectory(dirname(path));
    },
  };
}

async function writeDurably(
  path: string,
  content: Readable,
  maxBytes: number,
  key: string,
): Promise<{ bytes: number; sha256: string }> {
  const file = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of content as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) {
        throw new TooLargeError(`The artifact is larger than ${String(maxBytes)} bytes.`, {
          details: { key, maxBytes },
        });
      }
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

/** Makes the missing folders from `root` down to `path`, each of them durable in the one above. */
async function makeDirectories(root: string, path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let at = path; at !== root && at.length >= first.length; at = dirname(at))
    await syncDirectory(dirname(at));
}

async function syncDirectory(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

const missing = (error: unknown, key: string): unknown =>
  isMissing(error) ? new NotFoundError('There is no such artifact.', { details: { key } }) : error;
