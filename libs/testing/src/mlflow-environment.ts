import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

/** A Python environment with the real `mlflow` package, pytest and schemathesis. */
export interface MlflowEnvironment {
  /** The interpreter; run a tool as `python -m <tool>`. */
  readonly python: string;
  /** SQLite database of a fresh MLflow server, to be copied. */
  readonly freshDatabase: string;
}

const folder = path.resolve(import.meta.dirname, '../python');

/**
 * The environment of `libs/testing/python/requirements.txt`, made once below `~/.cache/slipway/mlflow`; of several
 * processes that ask at once, one makes it and the others wait. Its making takes minutes, `progress` gets a line per step.
 * @throws Error when there is no `python3` on the PATH, or it cannot install the packages
 */
export async function mlflowEnvironment(
  progress: (line: string) => void = () => undefined,
): Promise<MlflowEnvironment> {
  const requirements = path.join(folder, 'requirements.txt');
  const script = path.join(folder, 'prepare-environment.py');
  const hash = createHash('sha256');
  for (const file of [requirements, script]) hash.update(await readFile(file));
  const directory = path.join(homedir(), '.cache/slipway/mlflow', hash.digest('hex').slice(0, 16));

  const maker = spawn('python3', [script, directory, requirements], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    maker.on('error', (cause) => {
      reject(
        new Error('python3 cannot be run: install Python 3.11 or newer, and put it on the PATH', { cause }),
      );
    });
    maker.on('close', resolve);
  });
  createInterface({ input: maker.stdout }).on('line', progress);
  const [code, said] = await Promise.all([ended, text(maker.stderr)]);
  if (code !== 0)
    throw new Error(
      `python3 ${script} could not make ${directory} (exit code ${String(code)}):\n${said.slice(-4_000)}`,
    );
  return { python: path.join(directory, 'bin/python'), freshDatabase: path.join(directory, 'fresh.db') };
}
