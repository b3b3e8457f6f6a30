import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { commitMessage, type Change } from '@slipway/changes';
import type { Workload } from './workload.ts';

const run = promisify(execFile);

/** Everything that git writes reaches the disk before a command ends, for all systems that are compared. */
const durable = { 'core.fsync': 'committed,loose-object,reference', 'core.fsyncMethod': 'fsync' };

/** The same as arguments of a configuration: `name=value`. */
export const durableSettings = Object.entries(durable).map(([name, value]) => `${name}=${value}`);

export const durableArgs = durableSettings.flatMap((setting) => ['-c', setting]);

export async function git(directory: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', directory, ...durableArgs, ...args], { maxBuffer: 1 << 28 });
  return stdout;
}

/** Lets what earlier work wrote reach the disk, so that it does not slow down what is measured next. */
export async function settle(): Promise<void> {
  await run('sync');
}

const person = 'Slipway <slipway@localhost>';

function dataBlock(text: string): string {
  return `data ${String(Buffer.byteLength(text))}\n${text}\n`;
}

function commitBlock(
  message: string,
  at: number,
  files: readonly { path: string; content: string }[],
  from: string | undefined,
): string {
  const head = `commit refs/heads/main\ncommitter ${person} ${String(at)} +0000\n${dataBlock(message)}${from ? `from ${from}\n` : ''}`;
  return `${head}${files.map((file) => `M 100644 inline ${file.path}\n${dataBlock(file.content)}`).join('')}\n`;
}

/**
 * The stream for `git fast-import` that makes one commit of each change, with the message that the committer writes.
 * `continued`: the same process has made commits on the branch before.
 */
export function changesAsStream(changes: readonly Change[], { continued = false } = {}): string {
  return changes
    .map((change, index) => {
      const files = change.operations.flatMap((operation) => (operation.op === 'write' ? [operation] : []));
      return commitBlock(
        commitMessage(change),
        1_800_000_000 + index,
        files,
        index === 0 && !continued ? 'refs/heads/main^0' : undefined,
      );
    })
    .join('');
}

export async function fastImport(directory: string, stream: string): Promise<void> {
  const child = spawn('git', ['-C', directory, ...durableArgs, 'fast-import', '--quiet', '--done'], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit');
  child.stdin.end(`${stream}done\n`);
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`git fast-import ended with code ${String(code)}`);
}

/** A bare repository that holds the files of the workload in one commit. */
export async function makeRepository(directory: string, { files }: Workload): Promise<void> {
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', directory]);
  // In the repository itself: a push starts a git in it that does not inherit settings of the command line.
  for (const [name, value] of Object.entries(durable)) await git(directory, 'config', name, value);
  await fastImport(directory, commitBlock('Start', 1_700_000_000, files, undefined));
}

/**
 * Throws unless the repository is sound and holds each of these Change-Ids exactly once. Nobody may repack meanwhile:
 * fsck takes packs that are replaced under it for damaged ones.
 */
export async function checkRepository(directory: string, ids: readonly string[]): Promise<void> {
  await git(directory, 'fsck', '--strict', '--full');
  const log = await git(directory, 'log', '--format=%(trailers:key=Change-Id,valueonly,separator=)', 'main');
  const found = log.split('\n').filter(Boolean);
  const unique = new Set(found);
  const missing = ids.filter((id) => !unique.has(id)).length;
  if (missing > 0 || unique.size !== found.length) {
    throw new Error(
      `${String(missing)} changes are missing and ${String(found.length - unique.size)} are doubled`,
    );
  }
}
