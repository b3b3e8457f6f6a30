import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../../..');

export interface ProcessSettings {
  readonly databaseUrl: string;
  readonly directory: string;
  readonly folder: string;
  /** `step:count`: where it kills itself. */
  readonly failpoint?: string;
}

/** Starts the committer as it is deployed, in a process of its own. */
export async function startCommitterProcess({
  databaseUrl,
  directory,
  folder,
  failpoint,
}: ProcessSettings): Promise<ChildProcess> {
  const tokens = path.join(folder, 'tokens.json');
  await writeFile(tokens, '[]');
  return spawn(
    process.execPath,
    [
      '--conditions=@slipway/source',
      '--disable-warning=ExperimentalWarning',
      path.join(root, 'apps/committer/src/main.ts'),
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: {
        PATH: process.env.PATH,
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        SLIPWAY_DATABASE_URL: databaseUrl,
        SLIPWAY_GIT_DIR: directory,
        SLIPWAY_TOKENS_FILE: tokens,
        SLIPWAY_PORT: '0',
        SLIPWAY_LOG_LEVEL: 'error',
        ...(failpoint === undefined ? {} : { SLIPWAY_FAILPOINT: failpoint }),
      },
    },
  );
}

/** Ends it at once, if it has not ended by itself. */
export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
