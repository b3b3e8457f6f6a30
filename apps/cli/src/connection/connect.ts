import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createClient, type Client } from '@slipway/contracts';
import { InvalidInputError, UnavailableError } from '@slipway/kernel';
import { nonEmpty } from '../input/non-empty.ts';
import { systemErrorCode } from '../input/system-error.ts';
import type { Invocation } from '../invocation.ts';
import { dataFolders } from './data-folders.ts';

/** Where the server is, who calls, and where both were found. */
export interface Connection {
  readonly url: string;
  readonly token: string | undefined;
  /** For people: `--server`, `SLIPWAY_URL`, or the path of a connection file. */
  readonly origin: string;
}

const fileName = 'connection.json';

/** A client of the server that the options, the environment or a connection file name. */
export async function connect(invocation: Invocation): Promise<Client> {
  const { url, token } = await findConnection(invocation);
  return createClient({ url, token });
}

/**
 * The server: `--server`, else `SLIPWAY_URL`, else the connection file that a platform leaves in its data directory. The
 * file's token is used only for the server that the file names: a token never goes to another.
 * @throws UnavailableError when nothing names a server.
 */
export async function findConnection(invocation: Invocation): Promise<Connection> {
  const { options, env } = invocation;
  const file = await findConnectionFile(dataFolders(invocation));
  const token = options.token ?? nonEmpty(env.SLIPWAY_TOKEN);
  const named = options.server ?? nonEmpty(env.SLIPWAY_URL);
  if (named !== undefined) {
    const same = file !== undefined && sameServer(named, file.url);
    return {
      url: named,
      token: token ?? (same ? file.token : undefined),
      origin: options.server === undefined ? 'SLIPWAY_URL' : '--server',
    };
  }
  if (file) return { url: file.url, token: token ?? file.token, origin: file.path };
  throw new UnavailableError('no server is known', {
    details: {
      hint: 'start one with "slipway serve" (or npm start), or name it by --server URL or SLIPWAY_URL',
    },
  });
}

interface ConnectionFile {
  readonly path: string;
  readonly url: string;
  readonly token: string;
}

async function findConnectionFile(folders: readonly string[]): Promise<ConnectionFile | undefined> {
  for (const folder of folders) {
    const found = await readConnectionFile(path.join(folder, fileName));
    if (found) return found;
  }
  return undefined;
}

async function readConnectionFile(file: string): Promise<ConnectionFile | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return undefined;
    throw new InvalidInputError(`cannot read ${file}`, { cause: error });
  }
  const content = parseJson(text);
  if (typeof content === 'object' && content !== null && 'url' in content && 'token' in content) {
    if (typeof content.url === 'string' && typeof content.token === 'string')
      return { path: file, url: content.url, token: content.token };
  }
  throw new InvalidInputError(`${file} is no connection file: expected {"url", "token"}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function sameServer(left: string, right: string): boolean {
  return URL.canParse(left) && URL.canParse(right) && new URL(left).origin === new URL(right).origin;
}
