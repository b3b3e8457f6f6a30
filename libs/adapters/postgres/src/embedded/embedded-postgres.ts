import { systemClock } from '@slipway/kernel';
import type { Logger } from '@slipway/ports';
import { Client } from 'pg';
import { locateBinaries, type Binaries } from './binaries.ts';
import { openDataDirectory, superuser, type DataDirectory } from './data-directory.ts';
import { freeLoopbackPort } from './free-port.ts';
import { endOfLog, findPostmaster, spawnPostmaster, stopPostmaster, type Postmaster } from './postmaster.ts';
import { sendSignal } from './process-signals.ts';
import { serverAccount, type ServerAccount } from './server-account.ts';
import { socketFolder, type ServerOptions } from './server-settings.ts';

export interface EmbeddedPostgresOptions {
  /** Where the database files, the password and the server's log lie; created when missing. One server a directory. */
  readonly directory: string;
  readonly logger: Logger;
  /** False only for tests: a crash of the machine then loses data. Default true. */
  readonly fsync?: boolean;
  /** Default 40. */
  readonly maxConnections?: number;
}

export interface EmbeddedPostgres {
  /** With user and password; stays the same when the server is restarted. */
  readonly url: string;
  /** Process id of the server that runs now. */
  readonly pid: number;
  /** Shuts the server down and resolves when its process has gone. */
  stop(): Promise<void>;
}

/**
 * A PostgreSQL server of our own on a free loopback port, supervised: it is started again when it dies, until `stop`.
 * A server left over from a killed platform is taken over as it runs.
 * @throws UnavailableError when the binaries are missing or the server does not come up.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const server: ServerOptions = {
    fsync: options.fsync ?? true,
    maxConnections: options.maxConnections ?? 40,
  };
  const binaries = await locateBinaries();
  const account = await serverAccount();
  const data = await openDataDirectory(options.directory, binaries, account, server.fsync);
  const postmaster =
    (await takeOver(data, options.logger)) ?? (await startOnFreePort(binaries, data, account, server));
  return supervise(postmaster, binaries, data, account, server, options.logger);
}

async function takeOver(data: DataDirectory, logger: Logger): Promise<Postmaster | undefined> {
  const leftOver = await findPostmaster(data);
  if (!leftOver) return undefined;
  if (await answers(leftOver.port, data)) {
    logger.info('embedded PostgreSQL was still running and is taken over', { pid: leftOver.pid });
    return leftOver;
  }
  logger.warn('embedded PostgreSQL was still running and does not answer; it is stopped', {
    pid: leftOver.pid,
  });
  await stopPostmaster(leftOver);
  return undefined;
}

/** Whether the server on this port takes our password and serves this directory; waits up to 5 s for one starting up. */
async function answers(port: number, data: DataDirectory): Promise<boolean> {
  const deadline = Date.now() + 5_000;
  while (Date.now() < deadline) {
    const client = new Client({
      connectionString: url(port, data),
      connectionTimeoutMillis: 2_000,
      query_timeout: 2_000,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ directory: string }>(
        `select current_setting('data_directory') as directory`,
      );
      return rows[0]?.directory === data.path;
    } catch (error) {
      // 57P03: starting up or shutting down, 53300: too many clients.
      if (!['57P03', '53300'].includes((error as { code?: string }).code ?? '')) return false;
    } finally {
      await client.end().catch(() => undefined);
    }
    await systemClock.sleep(50);
  }
  return false;
}

async function startOnFreePort(
  binaries: Binaries,
  data: DataDirectory,
  account: ServerAccount | undefined,
  server: ServerOptions,
): Promise<Postmaster> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freeLoopbackPort();
    try {
      return await spawnPostmaster(binaries, data, account, port, server);
    } catch (error) {
      // Somebody else may have taken the port meanwhile, or the last backends of a killed server are still going.
      if (attempt === 5) throw error;
      await systemClock.sleep(200);
    }
  }
}

function supervise(
  first: Postmaster,
  binaries: Binaries,
  data: DataDirectory,
  account: ServerAccount | undefined,
  server: ServerOptions,
  logger: Logger,
): EmbeddedPostgres {
  const { port } = first;
  const stopping = new AbortController();
  const stopped = (): boolean => stopping.signal.aborted;
  let postmaster = first;
  // The last resort when the process ends without `stop`: a server without its platform is nobody's.
  const onExit = (): void => {
    sendSignal(postmaster.pid, 'SIGINT');
  };
  process.once('exit', onExit);

  const keepRunning = async (): Promise<void> => {
    for (;;) {
      await postmaster.exited;
      if (stopped()) return;
      logger.warn('embedded PostgreSQL died and is started again', {
        pid: postmaster.pid,
        log: await endOfLog(data.logFile),
      });
      for (let delay = 50; ; delay = Math.min(delay * 2, 5_000)) {
        await systemClock.sleep(delay, stopping.signal);
        if (stopped()) return;
        try {
          postmaster = await spawnPostmaster(binaries, data, account, port, server);
          if (stopped()) await stopPostmaster(postmaster);
          break;
        } catch (error) {
          logger.warn('embedded PostgreSQL does not come up yet', { error });
        }
      }
    }
  };
  const kept = keepRunning();

  return {
    url: url(port, data),
    get pid() {
      return postmaster.pid;
    },
    stop: async () => {
      stopping.abort();
      await stopPostmaster(postmaster);
      await kept;
      process.removeListener('exit', onExit);
    },
  };
}

function url(port: number, { path, password }: DataDirectory): string {
  const folder = socketFolder(path);
  const socket = folder === undefined ? '' : `?host=${encodeURIComponent(folder)}`;
  return `postgres://${superuser}:${password}@127.0.0.1:${String(port)}/postgres${socket}`;
}
