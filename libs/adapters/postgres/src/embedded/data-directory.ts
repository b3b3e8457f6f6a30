import { execFile, type ExecFileOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readFile, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { UnavailableError } from '@slipway/kernel';
import type { Binaries } from './binaries.ts';
import { DatabaseTemplate } from './database-template.ts';
import { requireReachable, type ServerAccount } from './server-account.ts';

export const superuser = 'slipway';

export interface DataDirectory {
  readonly path: string;
  readonly logFile: string;
  readonly password: string;
}

const unfinished = 'initdb-';

/**
 * Opens the database files in `directory`, creating them on first use. A crash in between leaves only a folder that the
 * next call removes: `data` appears by a rename, when it is whole.
 */
export async function openDataDirectory(
  directory: string,
  binaries: Binaries,
  account: ServerAccount | undefined,
  fsync: boolean,
): Promise<DataDirectory> {
  await mkdir(directory, { recursive: true });
  // The server resolves links too, and names its directory in `postmaster.pid`.
  const root = await realpath(resolve(directory));
  const data = join(root, 'data');
  if (account) {
    await requireReachable(data, account);
    await requireReachable(binaries.postgres, account);
  }
  const password = await keepPassword(join(root, 'password'));
  if (!(await exists(join(data, 'PG_VERSION'))))
    await initialise(root, data, password, binaries, account, fsync);
  return { path: data, logFile: join(root, 'server.log'), password };
}

async function initialise(
  root: string,
  data: string,
  password: string,
  binaries: Binaries,
  account: ServerAccount | undefined,
  fsync: boolean,
): Promise<void> {
  for (const name of await readdir(root)) {
    if (name.startsWith(unfinished)) await rm(join(root, name), { recursive: true, force: true });
  }
  const temporary = join(root, unfinished + randomBytes(6).toString('hex'));
  const options = { cwd: root, timeout: 120_000, env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };
  const asServer = account ? { ...options, uid: account.uid, gid: account.gid } : options;
  const run = promisify(execFile);
  try {
    const { stdout: version } = await run(binaries.postgres, ['--version'], options);
    const template = new DatabaseTemplate([process.platform, process.arch, version, ...initdbFlags]);
    if (!(await template.copyTo(temporary, account))) {
      // It insists on a password; this one is forgotten at once.
      const passwordFile = `${temporary}.password`;
      await writeDurably(passwordFile, randomBytes(24).toString('hex'));
      await mkdir(temporary, { mode: 0o700 });
      if (account) for (const path of [temporary, passwordFile]) await chown(path, account.uid, account.gid);
      const flags = [`--pgdata=${temporary}`, `--pwfile=${passwordFile}`, '--no-sync', ...initdbFlags];
      await run(binaries.initdb, flags, asServer).finally(() => rm(passwordFile, { force: true }));
      // Without a template the next directory takes a second longer: no reason to fail here.
      await template.keep(temporary).catch(() => undefined);
    }
    await setPassword(binaries, temporary, password, asServer);
    if (fsync) await run(binaries.initdb, [`--pgdata=${temporary}`, '--sync-only', ...syncFlags], asServer);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw new UnavailableError('The embedded PostgreSQL could not create its database files.', {
      cause: error,
      details: { directory: root },
    });
  }
  await rename(temporary, data);
  if (fsync) await syncDirectory(root);
}

const initdbFlags = [
  `--username=${superuser}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-instructions',
];

const syncFlags = process.platform === 'linux' ? ['--sync-method=syncfs'] : [];

/** By a server in single-user mode, which listens nowhere and asks for no password. */
async function setPassword(
  { postgres }: Binaries,
  data: string,
  password: string,
  options: ExecFileOptions,
): Promise<void> {
  const args = ['--single', '-D', data, '-c', 'exit_on_error=on', '-c', 'log_min_messages=fatal', 'postgres'];
  const server = promisify(execFile)(postgres, args, options);
  server.child.stdin?.end(`alter role ${superuser} password '${password}'\n`);
  await server;
}

/** The superuser's password: made once, readable by the owner alone. */
async function keepPassword(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const password = randomBytes(24).toString('hex');
  await writeDurably(`${path}.new`, password);
  await rename(`${path}.new`, path);
  return password;
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(path, 0o600);
}

async function syncDirectory(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
