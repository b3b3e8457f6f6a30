import { link, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeDurably } from './durable-file.ts';
import { isRunning, readIdentity, type ProcessIdentity } from './process-identity.ts';
import { systemErrorCode, unlessMissing } from './system-error.ts';

/**
 * What is known of one start of one process. The truth lies in the start directory alone, see `supervise.sh`.
 * - `unclaimed`: nobody has taken it yet; a supervisor that was spawned may still be on its way.
 * - `fenced`: an agent has taken it; no supervisor can run the command under this start any more.
 * - `lost`: the supervisor is gone and left no exit code.
 */
export type StartState =
  | { readonly kind: 'unclaimed' }
  | { readonly kind: 'fenced' }
  | { readonly kind: 'running'; readonly supervisor: ProcessIdentity }
  | {
      readonly kind: 'exited';
      readonly supervisor: ProcessIdentity;
      readonly code: number;
      readonly interrupted: boolean;
    }
  | { readonly kind: 'lost'; readonly supervisor: ProcessIdentity };

/** Says of a start, for good, that its process is not wanted any more: when it has ended, it counts as not started. */
export const dismissStart = (directory: string): Promise<void> =>
  writeDurably(path.join(directory, 'dismissed'), '');

export const isDismissed = async (directory: string): Promise<boolean> =>
  (await unlessMissing(stat(path.join(directory, 'dismissed')))) !== undefined;

export async function inspectStart(directory: string): Promise<StartState> {
  const supervisor = await readIdentity(path.join(directory, 'claim'));
  if (supervisor === 'missing') return { kind: 'unclaimed' };
  if (supervisor === 'none') return { kind: 'fenced' };
  const exit = await readExit(directory);
  if (exit) return { kind: 'exited', supervisor, ...exit };
  if (await isRunning(supervisor)) return { kind: 'running', supervisor };
  const late = await readExit(directory); // it may have ended well between the two looks
  return late ? { kind: 'exited', supervisor, ...late } : { kind: 'lost', supervisor };
}

async function readExit(directory: string): Promise<{ code: number; interrupted: boolean } | undefined> {
  const text = await unlessMissing(readFile(path.join(directory, 'exit'), 'utf8'));
  const match = /^(\d{1,3}) (yes|no)\n$/.exec(text ?? '');
  return match ? { code: Number(match[1]), interrupted: match[2] === 'yes' } : undefined;
}

/** Takes a start away from any supervisor that has not claimed it yet. False when one was faster. */
export async function fenceStart(directory: string): Promise<boolean> {
  const temporary = path.join(directory, `fence.${String(process.pid)}`);
  await writeFile(temporary, 'fenced\n');
  try {
    await link(temporary, path.join(directory, 'claim'));
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Numbers of the starts of each process index of an attempt, ascending. */
export async function listStarts(attemptDirectory: string): Promise<ReadonlyMap<number, readonly number[]>> {
  const starts = new Map<number, number[]>();
  for (const name of (await unlessMissing(readdir(attemptDirectory))) ?? []) {
    const match = /^start-(\d+)-(\d+)$/.exec(name);
    if (match) starts.set(Number(match[2]), [...(starts.get(Number(match[2])) ?? []), Number(match[1])]);
  }
  for (const numbers of starts.values()) numbers.sort((left, right) => left - right);
  return starts;
}

export async function makeStart(attemptDirectory: string, number: number, index: number): Promise<string> {
  const directory = startDirectory(attemptDirectory, number, index);
  await mkdir(directory);
  return directory;
}

export function startDirectory(attemptDirectory: string, number: number, index: number): string {
  return path.join(attemptDirectory, `start-${String(number)}-${String(index)}`);
}
