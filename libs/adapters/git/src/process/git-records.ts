import { spawn } from 'node:child_process';
import { UnavailableError } from '@slipway/kernel';
import { gitEnvironment } from './git-environment.ts';
import { tidy } from './run-git.ts';

/**
 * What a git command writes with NUL between records (`-z`), one at a time, with bounded memory: git waits for who reads.
 * The process ends with the reading. `niceness` is from 0 to 19, as for nice(1).
 * @throws UnavailableError when git fails or `signal` aborts.
 */
export async function* gitRecords(
  directory: string,
  args: readonly string[],
  signal?: AbortSignal,
  niceness = 0,
): AsyncGenerator<string> {
  const command = [...(niceness > 0 ? ['nice', '-n', String(niceness)] : []), 'git'];
  const [program = 'git', ...before] = command;
  const child = spawn(program, [...before, `--git-dir=${directory}`, ...args], {
    env: gitEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal ? { signal, killSignal: 'SIGKILL' } : {}),
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-2000)));
  const ended = new Promise<number | string>((resolve) => {
    child.on('error', (error) => {
      resolve(error.message);
    });
    child.on('close', (code, killedBy) => {
      resolve(code ?? killedBy ?? 'unknown');
    });
  });
  try {
    let rest = '';
    child.stdout.setEncoding('utf8');
    for await (const chunk of child.stdout as AsyncIterable<string>) {
      const records = (rest + chunk).split('\0');
      rest = records.pop() ?? '';
      yield* records;
    }
    if (rest !== '') yield rest;
    const end = await ended;
    if (end !== 0) {
      const command = args.find((word) => !word.startsWith('-')) ?? '';
      throw new UnavailableError(`git ${command} failed (${String(end)}): ${tidy(stderr)}`, {
        details: { directory },
      });
    }
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}
