import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { secrets } from './workload.ts';

/** A receiver of webhooks in a process of its own. */
export interface Receiver {
  readonly name: string;
  /** Where it takes deliveries. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const root = path.resolve(import.meta.dirname, '../../../..');
const node = ['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning'];

let compiling: Promise<unknown> | undefined;

/** Makes the program that is deployed: Node does not strip types while it runs, which takes memory. */
const compiled = (): Promise<unknown> =>
  (compiling ??= promisify(execFile)(path.join(root, 'node_modules/.bin/tsc'), [
    ...['-b', path.join(root, 'apps/github-webhooks/tsconfig.lib.json')],
  ]));

/** As docs/how-to/run-services-apart.md has it for much traffic. */
const heap = ['--max-semi-space-size=4', '--heap-growing-percent=200'];

/** The service as it is deployed, on a PostgreSQL. */
export const startSlipwayReceiver = (folder: string, databaseUrl: string): Promise<Receiver> =>
  startService(folder, databaseUrl, secrets);

/** The same with settings. @param folder for its files; its working directory */
export async function startService(
  folder: string,
  databaseUrl: string,
  own: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Receiver> {
  const tokens = path.join(folder, 'tokens.json');
  const secretsFile = path.join(folder, 'webhook-secrets.json');
  await writeFile(tokens, '[]');
  await writeFile(secretsFile, JSON.stringify({ default: own }));
  await compiled();
  const child = spawn(process.execPath, [...heap, path.join(root, 'apps/github-webhooks/dist/main.js')], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      SLIPWAY_DATABASE_URL: databaseUrl,
      SLIPWAY_TOKENS_FILE: tokens,
      SLIPWAY_WEBHOOK_SECRETS_FILE: secretsFile,
      SLIPWAY_PORT: '0',
      ...settings,
    },
  });
  return receiver('slipway', child, child.stderr, /"url":"([^"]+)".*"msg":"ready"/);
}

/** The peer's own middleware, in memory. */
export function startOctokitReceiver(): Promise<Receiver> {
  const child = spawn(process.execPath, [...node, path.join(import.meta.dirname, 'octokit-process.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return receiver('octokit', child, child.stdout, /ready at (\S+)/);
}

async function receiver(
  name: string,
  child: ChildProcess,
  output: Readable,
  ready: RegExp,
): Promise<Receiver> {
  const ended = once(child, 'close');
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: output }).on('line', (line) => {
      if (said.length < 100) said.push(line);
      const found = ready.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    void ended.then(() => {
      reject(new Error(`${name} ended before it was ready:\n${said.join('\n')}`));
    });
  });
  return {
    name,
    url: `${url}/webhooks/github`,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
