import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';

const folder = path.resolve(import.meta.dirname, '../python');

/**
 * A folder below `~/.cache/slipway/<name>` with the Python environment of `libs/testing/python/<name>.txt`, made once; of
 * several processes that ask at once, one makes it and the others wait. Its making takes minutes, `progress` gets a line
 * per step.
 * @param finish arguments of the interpreter, which runs in the folder when all is installed
 * @throws Error when there is no `python3` on the PATH, or it cannot install the packages
 */
export async function pythonEnvironment(
  name: string,
  progress: (line: string) => void = () => undefined,
  finish: readonly string[] = [],
): Promise<string> {
  const requirements = path.join(folder, `${name}.txt`);
  const script = path.join(folder, 'prepare-environment.py');
  const hash = createHash('sha256');
  for (const file of [requirements, script]) hash.update(await readFile(file));
  const directory = path.join(homedir(), '.cache/slipway', name, hash.digest('hex').slice(0, 16));

  const maker = spawn('python3', [script, directory, requirements, ...finish], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
  return directory;
}
