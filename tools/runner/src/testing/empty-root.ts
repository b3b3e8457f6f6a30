import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Where the runner is in the root folder, as in the pods of workers. */
export const runnerAt = '/slipway/runner';

/** Node of the runner, as its command starts it. */
export const node = [
  ...[`${runnerAt}/ld.so`, '--inhibit-cache', '--library-path', `${runnerAt}/lib`],
  `${runnerAt}/node`,
];

/** Arguments: the root folder, the runner, and a program in it with its arguments. */
const script = `set -e
root="$1" runner="$2"
shift 2
mount --bind "$runner" "$root${runnerAt}"
mount -o remount,bind,ro "$root${runnerAt}"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
exec chroot "$root" "$@"`;

export interface RootedProcess {
  /** The process itself, the first of its namespace, as this machine knows it. */
  readonly pid: () => Promise<number>;
  /** What it and its programs have written so far. */
  readonly output: () => string;
  readonly code: Promise<number>;
}

/** Starts a program of the runner as the first process of a container whose root folder has nothing but the runner. */
export async function inEmptyRoot(
  directory: string,
  runner: string,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<RootedProcess> {
  const root = path.join(directory, 'root');
  for (const folder of [runnerAt, 'proc', 'dev', 'tmp'])
    await mkdir(path.join(root, folder), { recursive: true });
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const words = ['--mount', '--pid', '--fork', '--kill-child', '/bin/sh', '-c', script, 'sh', root, runner];
  const child = spawn('unshare', [...asRoot, ...words, ...command], {
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      output += text.toString();
    });
  return { pid: () => onlyChild(child), output: () => output, code: exitCodeOf(child) };
}

async function exitCodeOf(child: ChildProcess): Promise<number> {
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? 1;
}

async function onlyChild({ pid }: ChildProcess): Promise<number> {
  const children = await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8');
  return Number(children.trim());
}
