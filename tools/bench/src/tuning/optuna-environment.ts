import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const requirements = path.join(import.meta.dirname, 'requirements.txt');

/** One thread for each process: what is compared is work, not cores. */
export const pythonEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  PYTHONDONTWRITEBYTECODE: '1',
};

/**
 * The Python interpreter of an environment with Optuna and the problems, made once below `~/.cache/slipway/optuna`. PyTorch,
 * which Optuna's GPSampler needs, is some gigabytes.
 * @throws Error when there is no `python3` on the PATH, or it cannot install the packages
 */
export async function optunaEnvironment(progress: (line: string) => void): Promise<string> {
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex');
  const directory = path.join(homedir(), '.cache/slipway/optuna', hash.slice(0, 16));
  const python = path.join(directory, 'bin/python');
  const ready = path.join(directory, 'ready');
  if (await exists(ready)) return python;
  progress(`installing Optuna and the problems into ${directory}`);
  await mkdir(directory, { recursive: true });
  await run('python3', ['-m', 'venv', directory]);
  await run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements], {
    maxBuffer: 64 * 2 ** 20,
  });
  await writeFile(ready, '');
  return python;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
