import { createReadStream } from 'node:fs';
import { InvalidInputError, NotFoundError, TooLargeError } from '@slipway/kernel';
import { systemErrorCode } from './system-error.ts';

/**
 * The text of a file, which may also be a pipe; at most `maxBytes` are read.
 * @throws NotFoundError, TooLargeError, InvalidInputError for what is no UTF-8 text or can't be read.
 */
export async function readTextFile(file: string, shownName: string, maxBytes: number): Promise<string> {
  try {
    return await readText(createReadStream(file), shownName, maxBytes);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new NotFoundError(`there is no file ${shownName}`);
    if (code === 'EISDIR') throw new InvalidInputError(`${shownName} is a folder`);
    if (code === 'EACCES') throw new InvalidInputError(`${shownName} may not be read by this user`);
    throw error;
  }
}

export async function readText(
  chunks: AsyncIterable<unknown>,
  shownName: string,
  maxBytes: number,
): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const part = Buffer.from(chunk as Uint8Array);
    length += part.length;
    if (length > maxBytes) throw new TooLargeError(`${shownName} is larger than ${String(maxBytes)} bytes`);
    parts.push(part);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } catch (error) {
    throw new InvalidInputError(`${shownName} is not UTF-8 text`, { cause: error });
  }
}
