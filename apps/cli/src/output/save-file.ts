import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ConflictError, NotFoundError } from '@slipway/kernel';
import { systemErrorCode } from '../input/system-error.ts';

export interface SavedFile {
  readonly file: string;
  /** As the user named it. */
  readonly shownName: string;
  /** It may replace one that is there. */
  readonly force: boolean;
  /** Nobody but its owner may read it. */
  readonly isPrivate?: boolean;
}

/**
 * Writes a file, which appears only when it is whole.
 * @throws ConflictError when it is there and may not be replaced, NotFoundError without its folder
 */
export async function saveFile(
  { file, shownName, force, isPrivate = false }: SavedFile,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> {
  const mode = isPrivate ? 0o600 : 0o666;
  const temporary = `${file}.${randomBytes(4).toString('hex')}.part`;
  // Taking the name first: the file must not be there, unless it may be replaced.
  if (!force) await (await openNew(file, shownName, mode)).close();
  try {
    const handle = await openNew(temporary, shownName, mode);
    try {
      for await (const chunk of content) await handle.write(chunk);
      if (isPrivate) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    if (!force) await rm(file, { force: true });
    throw error;
  }
}

async function openNew(file: string, shownName: string, mode: number): ReturnType<typeof open> {
  try {
    return await open(file, 'wx', mode);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'EEXIST') throw new ConflictError(`${shownName} is there already: --force replaces it`);
    if (code === 'ENOENT') throw new NotFoundError(`there is no folder ${path.dirname(shownName)}`);
    throw error;
  }
}
