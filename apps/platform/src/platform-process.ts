import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createClient, type Client } from '@slipway/contracts';

const root = path.resolve(import.meta.dirname, '../../..');

export interface PlatformProcess {
  readonly child: ChildProcess;
  readonly client: Client;
  readonly url: string;
  /** Milliseconds from starting the process to its saying that it is ready. */
  readonly readyAfter: number;
  stop(): Promise<void>;
}

/** Starts the platform as `npm start` does, in a process of its own, without the tour. */
export async function startPlatformProcess(data: string): Promise<PlatformProcess> {
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [
      '--conditions=@slipway/source',
      '--disable-warning=ExperimentalWarning',
      '--max-semi-space-size=4',
      path.join(root, 'apps/platform/src/main.ts'),
      '--data',
      data,
      '--port',
      '0',
      '--no-tour',
    ],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: root,
    },
  );
  const exited = new Promise<never>((_resolve, reject) => {
    child.on('exit', (code) => {
      reject(new Error(`the platform ended with code ${String(code)} before it was ready`));
    });
  });
  await Promise.race([
    exited,
    new Promise<void>((resolve) => {
      let seen = '';
      child.stdout.on('data', (chunk: Buffer) => {
        if (seen.length < 10_000) seen += chunk.toString();
        if (seen.includes('is ready at')) resolve();
      });
    }),
  ]);
  const readyAfter = performance.now() - began;
  const { url, token } = JSON.parse(await readFile(path.join(data, 'connection.json'), 'utf8')) as {
    url: string;
    token: string;
  };
  return {
    child,
    client: createClient({ url, token }),
    url,
    readyAfter,
    stop: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
  };
}
