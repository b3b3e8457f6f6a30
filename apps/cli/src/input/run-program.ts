import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describeError } from '@slipway/kernel';
import { systemErrorCode } from './system-error.ts';

const run = promisify(execFile);

/** What execFile rejects with. */
interface ProgramFailure {
  readonly code?: unknown;
  readonly stdout?: string;
  readonly stderr?: string;
}

export interface ProgramResult {
  /** Undefined when it could not be started or was stopped. */
  readonly code: number | undefined;
  readonly ok: boolean;
  readonly stdout: string;
  /** What it said when it failed, or why it could not be started. */
  readonly reason: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs another program without a shell, for at most 30 s and 64 MiB of output. A failure is a result. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  try {
    const { stdout } = await run(program, [...args], { timeout: 30_000, maxBuffer: 67_108_864, ...options });
    return { code: 0, ok: true, stdout, reason: '' };
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT')
      return { code: undefined, ok: false, stdout: '', reason: `there is no program ${program}` };
    const { code, stdout = '', stderr = '' } = error as ProgramFailure;
    const reason = stderr.trim() || describeError(error);
    return { code: typeof code === 'number' ? code : undefined, ok: false, stdout, reason };
  }
}
