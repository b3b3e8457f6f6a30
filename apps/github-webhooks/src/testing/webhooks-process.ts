import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

export interface WebhooksProcess {
  /** Its URL as soon as it is ready; undefined when it ended before. */
  readonly ready: Promise<string | undefined>;
  stop(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

export interface ProcessSettings {
  readonly databaseUrl: string;
  readonly tokensFile: string;
  readonly secretsFile: string;
}

const main = path.resolve(import.meta.dirname, '../main.ts');

/** Starts the receiver as it is deployed, in a process of its own. What it warns of goes to stderr. */
export function startWebhooksProcess(settings: ProcessSettings): WebhooksProcess {
  const child = spawn(
    process.execPath,
    ['--conditions=@slipway/source', '--disable-warning=ExperimentalWarning', main],
    {
      cwd: path.dirname(settings.tokensFile),
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: path.join(tmpdir(), 'slipway-compile-cache'),
        SLIPWAY_DATABASE_URL: settings.databaseUrl,
        SLIPWAY_TOKENS_FILE: settings.tokensFile,
        SLIPWAY_WEBHOOK_SECRETS_FILE: settings.secretsFile,
        SLIPWAY_ENVIRONMENT_URL: 'https://github.com/acme/environment.git',
        SLIPWAY_PORT: '0',
      },
    },
  );
  const ended = once(child, 'close');
  const ready = new Promise<string | undefined>((resolve) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const url = /"url":"([^"]+)".*"msg":"ready"/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
      else if (!line.includes('"level":"info"')) process.stderr.write(`${line}\n`);
    });
    void ended.then(() => {
      resolve(undefined);
    });
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return { ready, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}
