import { spawn } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { systemClock, UnavailableError } from '@slipway/kernel';
import type { Binaries } from './binaries.ts';
import type { DataDirectory } from './data-directory.ts';
import { isPostmasterOf, postmasterFile, readPostmasterFile } from './postmaster-file.ts';
import { sendSignal } from './process-signals.ts';
import type { ServerAccount } from './server-account.ts';
import { serverSettings, type ServerOptions } from './server-settings.ts';

/** A running server process. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** Resolves when the process has gone. */
  readonly exited: Promise<void>;
}

const readyWithin = 60_000;
const maximalLogBytes = 4 * 1_048_576;

/**
 * Starts a server and waits until it takes connections.
 * @throws UnavailableError with the end of the server's log when it does not come up.
 */
export async function spawnPostmaster(
  binaries: Binaries,
  data: DataDirectory,
  account: ServerAccount | undefined,
  port: number,
  options: ServerOptions,
): Promise<Postmaster> {
  const log = await open(data.logFile, 'a', 0o600);
  if ((await log.stat()).size > maximalLogBytes) await log.truncate();
  const child = spawn(binaries.postgres, ['-D', data.path, ...serverSettings(port, data.path, options)], {
    cwd: data.path,
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    // An own process group: a Ctrl-C in the terminal is for us, who stop the server last.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    ...(account ? { uid: account.uid, gid: account.gid } : {}),
  });
  const lifetime = new AbortController();
  const gone = (): boolean => lifetime.signal.aborted;
  const exited = new Promise<void>((resolve) => {
    const settle = (): void => {
      lifetime.abort();
      resolve();
    };
    child.once('exit', settle);
    child.once('error', settle);
  });
  await log.close();
  const deadline = Date.now() + readyWithin;
  while (!gone() && Date.now() < deadline) {
    const file = await readPostmasterFile(data.path);
    if (file?.pid === child.pid && file?.ready) return { pid: file.pid, port, exited };
    await systemClock.sleep(10);
  }
  if (!gone() && child.pid !== undefined) {
    sendSignal(child.pid, 'SIGQUIT');
    await exited;
  }
  throw new UnavailableError('The embedded PostgreSQL does not come up; the end of its log says why.', {
    details: { logFile: data.logFile, log: await endOfLog(data.logFile) },
  });
}

/**
 * The server that a killed platform left running in this directory, or undefined when there is none. It is not our
 * child, so its end is noticed by looking. Clears a `postmaster.pid` whose process id now belongs to another program.
 */
export async function findPostmaster(data: DataDirectory): Promise<Postmaster | undefined> {
  const file = await readPostmasterFile(data.path);
  if (!file) return undefined;
  if (!(await isPostmasterOf(file.pid, data.path))) {
    await rm(postmasterFile(data.path), { force: true });
    return undefined;
  }
  return { pid: file.pid, port: file.port, exited: goneOf(file.pid, data.path) };
}

async function goneOf(pid: number, dataDirectory: string): Promise<void> {
  while (await isPostmasterOf(pid, dataDirectory)) await systemClock.sleep(100);
}

/** Ends a server: fast shutdown, then immediate shutdown, then SIGKILL. Resolves when the process has gone. */
export async function stopPostmaster(postmaster: Postmaster): Promise<void> {
  for (const [signal, patience] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 60_000],
  ] as const) {
    sendSignal(postmaster.pid, signal);
    const waiting = new AbortController();
    const result = await Promise.race([
      postmaster.exited.then(() => 'gone' as const),
      systemClock.sleep(patience, waiting.signal),
    ]);
    waiting.abort();
    if (result === 'gone') return;
  }
}

export async function endOfLog(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trimEnd().split('\n').slice(-8).join('\n');
  } catch {
    return '';
  }
}
