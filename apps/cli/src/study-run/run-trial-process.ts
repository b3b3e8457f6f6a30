import { spawn, type ChildProcess } from 'node:child_process';
import type { Clock } from '@slipway/kernel';
import { textLines } from '../input/text-lines.ts';
import type { TrialCommand } from '@slipway/studies';

/** Milliseconds between asking a program to end and ending it. */
const grace = 10_000;

export interface ProcessOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  /** Stops the program: it gets SIGTERM, and SIGKILL when it does not end. */
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => Promise<void>;
}

export type ProcessEnd =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'not-started'; readonly why: string };

/** Runs a program, with its children in a process group of its own, and hands over each line of its two outputs. */
export async function runTrialProcess(
  { program, args, env: extra }: TrialCommand,
  { cwd, env, clock, signal, onLine }: ProcessOptions,
): Promise<ProcessEnd> {
  const child = spawn(program, args, {
    cwd,
    env: { ...env, PYTHONUNBUFFERED: '1', ...extra },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const over = new AbortController();
  const stopping = stopWhenAsked(child, { clock, signal, over: over.signal });
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('error', ({ message }) => {
      resolve({ kind: 'not-started', why: message });
    });
    // What it started must not go on without it, nor hold its outputs open.
    child.once('exit', () => {
      kill(child, 'SIGKILL');
    });
    child.once('close', (code, killedBy) => {
      resolve(killedBy === null ? { kind: 'exit', code: code ?? 0 } : { kind: 'signal', signal: killedBy });
    });
  });
  const reading = Promise.all(
    [child.stdout, child.stderr].map(async (output) => {
      for await (const line of textLines(output)) await onLine(line);
    }),
  );
  try {
    const [end] = await Promise.all([ended, reading]);
    return end;
  } finally {
    over.abort();
    await stopping;
  }
}

async function stopWhenAsked(
  child: ChildProcess,
  {
    clock,
    signal,
    over,
  }: { readonly clock: Clock; readonly signal: AbortSignal; readonly over: AbortSignal },
): Promise<void> {
  const isOver = (): boolean => over.aborted;
  const any = AbortSignal.any([signal, over]);
  if (!any.aborted)
    await new Promise((resolve) => {
      any.addEventListener('abort', resolve, { once: true });
    });
  if (isOver()) return;
  kill(child, 'SIGTERM');
  await clock.sleep(grace, over);
  if (!isOver()) kill(child, 'SIGKILL');
}

/** The whole group: a program's own children would go on otherwise. */
function kill({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended already.
  }
}
