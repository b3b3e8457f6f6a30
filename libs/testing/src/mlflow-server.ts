import { spawn } from 'node:child_process';
import { copyFile, open, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { mlflowEnvironment } from './mlflow-environment.ts';
import { until } from './until.ts';

export interface MlflowServerOptions {
  /** Where its log, its artifacts and its SQLite database lie. */
  readonly directory: string;
  /** SQLAlchemy's URI of its database. Default: a SQLite database in the directory. */
  readonly backendStore?: string;
  /** Default 1. */
  readonly workers?: number;
  /** Environment variables besides those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly progress?: (line: string) => void;
}

/** MLflow's own server, the peer that Slipway's answers are held against. */
export interface MlflowServer {
  readonly url: string;
  /** Of the process that started its workers; it leads a process group of its own. */
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** Starts `mlflow server` on a free port of the loopback address, and resolves when it answers. */
export async function startMlflowServer(options: MlflowServerOptions): Promise<MlflowServer> {
  const { directory, workers = 1, env = {}, progress } = options;
  const { python, freshDatabase } = await mlflowEnvironment(progress);
  const database = path.join(directory, 'mlflow.db');
  if (options.backendStore === undefined) await copyFile(freshDatabase, database);
  const port = await freePort();
  const log = await open(path.join(directory, 'mlflow.log'), 'a');
  const server = spawn(
    python,
    [
      ...['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port)],
      ...['--workers', String(workers), '--serve-artifacts'],
      ...['--backend-store-uri', options.backendStore ?? `sqlite:///${database}`],
      ...['--artifacts-destination', path.join(directory, 'artifacts')],
    ],
    {
      cwd: directory,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true', ...env },
    },
  );
  const ended = new Promise<void>((resolve) => {
    server.on('close', () => {
      resolve();
    });
  });
  await log.close();
  const { pid } = server;
  if (pid === undefined) throw new Error(`${python} cannot be run`);
  const stop = async (): Promise<void> => {
    if (server.exitCode === null && server.signalCode === null) process.kill(-pid, 'SIGKILL');
    await ended;
  };

  const url = `http://127.0.0.1:${String(port)}`;
  try {
    await until(
      'MLflow answers',
      async () => {
        if (server.exitCode !== null) throw new Error(`MLflow's server ended: ${await lastLines(directory)}`);
        return (await fetch(`${url}/health`).catch(() => undefined))?.ok;
      },
      120_000,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, pid, stop };
}

async function lastLines(directory: string): Promise<string> {
  return (await readFile(path.join(directory, 'mlflow.log'), 'utf8')).slice(-2_000);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => {
        resolve(port);
      });
    });
  });
}
