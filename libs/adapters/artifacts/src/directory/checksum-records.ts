import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, moveInto, syncFolder } from './durable-files.ts';

type Identity = Pick<BigIntStats, 'size' | 'mtimeNs'>;

/**
 * The SHA-256 of files, each in a small file of its own below `area`, named by the hash of the key. A record names size
 * and time of the file it is about: one that a crash left behind, or whose file somebody has exchanged, counts for
 * nothing.
 */
export interface ChecksumRecords {
  /** Writes a record at `temporary`, durably; `publish` makes it the record of the key. */
  write(temporary: string, file: Identity, sha256: string): Promise<void>;
  publish(temporary: string, key: string): Promise<void>;
  find(key: string, file: Identity): Promise<string | undefined>;
  remove(key: string): Promise<void>;
}

export function checksumRecords(area: string): ChecksumRecords {
  const pathOf = (key: string): string => {
    const name = createHash('sha256').update(key).digest('hex');
    return join(area, name.slice(0, 2), name);
  };
  return {
    write: async (temporary, file, sha256) => {
      const record = await open(temporary, 'wx', 0o600);
      try {
        await record.writeFile(textOf(file, sha256));
        await record.sync();
      } finally {
        await record.close();
      }
    },
    publish: async (temporary, key) => {
      const path = pathOf(key);
      await moveInto(area, temporary, path);
      await syncFolder(dirname(path));
    },
    find: async (key, file) => {
      try {
        const text = await readFile(pathOf(key), 'utf8');
        const sha256 = text.slice(0, 64);
        return text === textOf(file, sha256) ? sha256 : undefined;
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    remove: (key) => rm(pathOf(key), { force: true }),
  };
}

const textOf = ({ size, mtimeNs }: Identity, sha256: string): string =>
  `${sha256} ${String(size)} ${String(mtimeNs)}\n`;
