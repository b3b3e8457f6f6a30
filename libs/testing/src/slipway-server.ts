import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface SlipwayServer {
  readonly url: string;
  /** Of Optuna's storage, when it serves one. */
  readonly optunaPort: number | undefined;
  readonly pid: number;
  readonly stop: () => Promise<void>;
  /** Ends it as a crash does. */
  readonly kill: () => Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../../..');

/**
 * Starts a service by the command of its users over data in a directory, on a free port unless `args` say otherwise.
 * Resolves when it is ready.
 */
export async function startSlipway(
  service: string,
  directory: string,
  {
    args = [],
    env = {},
  }: { readonly args?: readonly string[]; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<SlipwayServer> {
  const server = spawn(
    process.execPath,
    [
      ...['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning', 'apps/cli/src/main.ts'],
      ...['serve', service, '--port', '0', '--data', directory, '--log-level', 'error', ...args],
    ],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    },
  );
  const said: string[] = [];
  const ended = new Promise<void>((resolve) => {
    server.on('close', () => {
      resolve();
    });
  });
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: server.stderr }).on('line', (line) => {
      said.push(line);
      if (line.startsWith('Ctrl-C')) resolve();
    });
    server.on('error', reject);
    server.on('close', (code) => {
      reject(new Error(`${service} ended (exit code ${String(code)}):\n${said.join('\n')}`));
    });
  });
  const notices = said.length;
  const port = /^Optuna's storage is at .*:(\d+)$/m.exec(said.join('\n'))?.[1];
  return {
    url: /^Slipway is ready at (\S+)/m.exec(said.join('\n'))?.[1] ?? '',
    optunaPort: port === undefined ? undefined : Number(port),
    pid: server.pid ?? 0,
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
      if (said.length > notices) process.stderr.write(`${said.slice(0, 50).join('\n')}\n`);
    },
    kill: async () => {
      server.kill('SIGKILL');
      await ended;
    },
  };
}
