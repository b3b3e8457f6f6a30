import { constants, type BigIntStats } from 'node:fs';
import { open, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvalidInputError, NotFoundError, UnavailableError } from '@slipway/kernel';
import type { ArtifactStore, ContentInfo } from '@slipway/ports';
import { measureContent } from '../content/measured-content.ts';
import { verifiedContent } from '../content/verified-content.ts';
import { checksumRecords } from './checksum-records.ts';
import { openDirectoryLayout } from './directory-layout.ts';
import { codeOf, isMissing, moveInto, syncFolder } from './durable-files.ts';
import { keyedTurns } from './keyed-turns.ts';
import { listFolder } from './list-folder.ts';
import { moveFolderAway, removeFile, removeTree } from './remove-files.ts';
import { writeContent } from './write-content.ts';

const noneHidden: ReadonlySet<string> = new Set();
/** Neither a link to elsewhere is followed, nor is a pipe waited for. */
const readOnly = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** A few of them are in memory for each download. */
const readBytes = 524_288;

/**
 * Artifacts as files below `directory`. Content is written beside its place, synced, and renamed, so a key holds either
 * all of it or what it held before. Opening removes what uploads of a killed process left behind: one process uses a
 * directory at a time.
 */
export async function openDirectoryArtifactStore(directory: string): Promise<ArtifactStore> {
  const layout = await openDirectoryLayout(directory);
  const { root, pathOf, folderOf, newTemporary } = layout;
  const checksums = checksumRecords(layout.checksums);
  const inTurn = keyedTurns();

  const infoOf = async (key: string, file: BigIntStats): Promise<ContentInfo> => {
    const sha256 = await checksums.find(key, file);
    return {
      bytes: Number(file.size),
      modified: file.mtime,
      version: sha256 ?? `${file.mtimeNs.toString(36)}-${file.size.toString(36)}`,
      sha256,
    };
  };

  return {
    signing: undefined,
    multipart: undefined,

    put: async (key, content, options) => {
      const path = pathOf(key);
      const file = newTemporary();
      const record = newTemporary();
      const measured = measureContent(key, content, options);
      try {
        await writeContent(file, record, measured, checksums);
        await inTurn(key, async () => {
          await moveInto(root, file, path);
          await Promise.all([syncFolder(dirname(path)), checksums.publish(record, key)]);
        });
        return measured.result();
      } catch (error) {
        await Promise.all([file, record].map((each) => rm(each, { force: true })));
        throw writeRefusal(error, key);
      }
    },

    get: async (key, range) => {
      const file = await openFile(pathOf(key), key);
      try {
        const info = await infoOf(key, await file.stat({ bigint: true }));
        const bounds = range ? { start: range.first, end: range.last } : {};
        const content = file.createReadStream({ ...bounds, highWaterMark: readBytes });
        return {
          ...info,
          content: range || info.sha256 === undefined ? content : verifiedContent(key, content, info.sha256),
        };
      } catch (error) {
        await file.close();
        throw error;
      }
    },

    stat: async (key) => {
      const file = await openFile(pathOf(key), key);
      try {
        return await infoOf(key, await file.stat({ bigint: true }));
      } finally {
        await file.close();
      }
    },

    list: async (prefix, options) =>
      listFolder(folderOf(prefix), options, prefix === '' ? layout.own : noneHidden),

    delete: async (key) => {
      const path = pathOf(key);
      await inTurn(key, async () => {
        if (await removeFile(root, path)) await checksums.remove(key);
      });
    },

    deleteAll: async (prefix) => {
      const away = newTemporary();
      if (!(await moveFolderAway(root, pathOf(prefix), away))) return;
      await removeTree(away, (relative) => checksums.remove(`${prefix}/${relative}`));
    },
  };
}

/** @throws NotFoundError when there is no file at the path. */
async function openFile(path: string, key: string): Promise<FileHandle> {
  let file: FileHandle;
  try {
    file = await open(path, readOnly);
  } catch (error) {
    if (isMissing(error) || codeOf(error) === 'ELOOP') throw noArtifact(key);
    throw error;
  }
  try {
    if ((await file.stat()).isFile()) return file;
  } catch (error) {
    await file.close();
    throw error;
  }
  await file.close();
  throw noArtifact(key);
}

const noArtifact = (key: string): NotFoundError =>
  new NotFoundError('There is no such artifact.', { details: { key } });

const fullDisk = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const inTheWay = new Set(['EEXIST', 'EISDIR', 'ENOTDIR', 'ENOTEMPTY']);

function writeRefusal(error: unknown, key: string): unknown {
  if (fullDisk.has(codeOf(error)))
    return new UnavailableError('There is no room left for artifacts.', { cause: error, details: { key } });
  if (inTheWay.has(codeOf(error)))
    return new InvalidInputError('The artifact has the path of a folder, or lies below another artifact.', {
      cause: error,
      details: { key },
    });
  return error;
}
