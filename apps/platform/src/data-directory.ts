import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where the embedded platform keeps everything. Paths are absolute. */
export interface DataDirectory {
  readonly root: string;
  /** PostgreSQL cluster. */
  readonly postgres: string;
  /** The environment repository, bare. */
  readonly environment: string;
  /** Mirror of an environment repository elsewhere. */
  readonly mirror: string;
  /** What runs have left behind. */
  readonly artifacts: string;
  /** What clients of the model registry have stored. */
  readonly registryArtifacts: string;
  /** The mirror of an environment repository elsewhere with its history, for services that follow it. */
  readonly historyMirror: string;
  /** Keys that the services make for themselves. */
  readonly keys: string;
  readonly agent: string;
  /** Hashes of the tokens that the platform accepts. */
  readonly tokens: string;
  /** `{url, token}` of the administrator, for the CLI. */
  readonly connection: string;
}

/** Makes the directory when it is missing. */
export async function openDataDirectory(root: string): Promise<DataDirectory> {
  const directory = dataDirectoryAt(root);
  // 0711 and not 0700: when started by root, PostgreSQL runs as another user and has to get through to its own folder.
  await mkdir(directory.root, { recursive: true, mode: 0o711 });
  return directory;
}

export function dataDirectoryAt(root: string): DataDirectory {
  const absolute = path.resolve(root);
  const at = (name: string): string => path.join(absolute, name);
  return {
    root: absolute,
    postgres: at('postgres'),
    environment: at('environment.git'),
    mirror: at('mirror.git'),
    artifacts: at('artifacts'),
    registryArtifacts: at('mlartifacts'),
    historyMirror: at('history-mirror.git'),
    keys: at('keys'),
    agent: at('agent'),
    tokens: at('tokens.json'),
    connection: at('connection.json'),
  };
}

/** Writes a file that only its owner may read, whole or not at all. */
export async function writePrivateFile(file: string, content: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${randomBytes(4).toString('hex')}`;
  await writeFile(temporary, content, { mode: 0o600, flush: true });
  await chmod(temporary, 0o600);
  await rename(temporary, file);
}

/** The text of a file, or undefined when there is none. */
export async function readOptionalFile(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The code of a system error: `ENOENT`. */
export function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
