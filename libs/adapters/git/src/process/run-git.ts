import { spawn } from 'node:child_process';
import { UnavailableError } from '@slipway/kernel';
import { endGroup } from './end-group.ts';
import { gitEnvironment, type GitEnvironmentOptions } from './git-environment.ts';

export interface RunGitOptions extends GitEnvironmentOptions {
  /** The repository; undefined for the one that `-C` leads to. */
  readonly directory: string | undefined;
  /** Milliseconds; the process is ended then. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  /** From 0 (default) to 19, as for nice(1). */
  readonly niceness?: number;
}

export interface GitResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Characters of output kept; no command that we run says more. */
const mostOutput = 1024 * 1024;

/**
 * Runs one git command on a repository and returns what it said, whatever its exit code. With it end the processes
 * that it started, such as transports and packers.
 * @throws UnavailableError when it could not be started, was stopped or took too long.
 */
export function runGit(args: readonly string[], options: RunGitOptions): Promise<GitResult> {
  const { directory, timeout, signal, niceness = 0 } = options;
  const command = ['nice', '-n', String(niceness), 'git', ...gitDirectory(directory), ...args].slice(
    niceness > 0 ? 0 : 3,
  );
  const [program = 'git', ...rest] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, {
      env: gitEnvironment(options),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let stopped: string | undefined;
    const stop = (why: string): void => {
      stopped ??= why;
      endGroup(child);
    };
    const onAbort = (): void => {
      stop('was stopped');
    };
    const timer = setTimeout(stop, timeout, `took longer than ${String(timeout)} ms`);
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] = (output[stream] + text).slice(0, mostOutput);
      });
    }
    const fail = (why: string, cause?: Error): void => {
      reject(new UnavailableError(`git ${args[0] ?? ''} ${why}`, { details: { directory }, cause }));
    };
    child.on('error', (cause) => {
      fail('could not be run', cause);
    });
    child.on('close', (code, killedBy) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      if (stopped === undefined && code !== null) resolve({ code, ...output });
      else fail(stopped ?? `was killed by ${String(killedBy)}`);
    });
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

const gitDirectory = (directory: string | undefined): readonly string[] =>
  directory === undefined ? [] : [`--git-dir=${directory}`];

/** The same for commands that must succeed. @throws UnavailableError with what git said. */
export async function runGitOrThrow(args: readonly string[], options: RunGitOptions): Promise<string> {
  const { code, stdout, stderr } = await runGit(args, options);
  if (code !== 0) {
    throw new UnavailableError(`git ${args[0] ?? ''} failed: ${tidy(stderr)}`, {
      details: { directory: options.directory, code },
    });
  }
  return stdout;
}

/** What git said on stderr, fit for a log line: one line, bounded, without user information in URLs. */
export function tidy(stderr: string): string {
  return stderr
    .replaceAll(/\/\/[^/@\s]*@/g, '//')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 500);
}
