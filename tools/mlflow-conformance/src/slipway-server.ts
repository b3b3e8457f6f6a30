import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface SlipwayServer {
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../../..');

/** Starts the model registry by the command of its users, on a free port over fresh data. Resolves when it is ready. */
export async function startSlipway(
  directory: string,
  env: Readonly<Record<string, string>> = {},
): Promise<SlipwayServer> {
  const server = spawn(
    process.execPath,
    [
      ...['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning', 'apps/cli/src/main.ts'],
      ...['serve', 'model-registry', '--port', '0', '--data', directory, '--log-level', 'error'],
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
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stderr }).on('line', (line) => {
      said.push(line);
      const ready = /^Slipway is ready at (\S+)/.exec(line)?.[1];
      if (ready !== undefined) resolve(ready);
    });
    server.on('error', reject);
    server.on('close', (code) => {
      reject(new Error(`the model registry ended (exit code ${String(code)}):\n${said.join('\n')}`));
    });
  });
  return {
    url,
    pid: server.pid ?? 0,
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
      if (said.length > 2) process.stderr.write(`${said.slice(0, 50).join('\n')}\n`);
    },
  };
}
