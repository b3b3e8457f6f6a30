import { open, rm } from 'node:fs/promises';
import { ConflictError, NotFoundError } from '@slipway/kernel';
import { entriesIn, hashToken, newToken, type Grant } from '@slipway/service';
import { codeOf, dataDirectoryAt, readOptionalFile, writePrivateFile } from './data-directory.ts';

export interface NewToken {
  /** Data directory of a platform. */
  readonly data: string;
  /** Who calls by it: shown in commits and in the history. */
  readonly name: string;
  readonly grants: readonly Grant[];
  /** Undefined: it does not expire. */
  readonly expires: Date | undefined;
  /** Takes the place of a token of the same name, which is no longer valid then. */
  readonly replace?: boolean;
}

/**
 * Makes a token and adds its hash to the token file of a data directory; a server that runs there takes it within a
 * second. Returns the token, which is kept nowhere.
 * @throws NotFoundError when no platform was started there, ConflictError when the name is taken or somebody else is
 * changing the file
 */
export async function createToken({
  data,
  name,
  grants,
  expires,
  replace = false,
}: NewToken): Promise<string> {
  const { tokens: file } = dataDirectoryAt(data);
  return withLock(`${file}.lock`, async () => {
    const content = await readOptionalFile(file);
    if (content === undefined)
      throw new NotFoundError(`${file} is not there: start a server on this data directory first`);
    const entries = entriesIn(content, file);
    const others = entries.filter((entry) => entry.name !== name);
    if (!replace && others.length < entries.length)
      throw new ConflictError(`${file} has a token of ${name}: take another name, or remove its entry first`);
    const token = newToken();
    const entry = {
      name,
      sha256: hashToken(token),
      grants,
      ...(expires === undefined ? {} : { expires: expires.toISOString() }),
    };
    await writePrivateFile(file, JSON.stringify([...others, entry], undefined, 2));
    return token;
  });
}

async function withLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  try {
    await (await open(lock, 'wx')).close();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return work();
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new ConflictError(`somebody else is changing the tokens; if nobody is, remove ${lock}`);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}
