import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { SlipwayError, formatDuration } from '@slipway/kernel';
import { systemErrorCode } from './system-error.ts';

/** A step of the preparation of a workspace failed; the message is for the person who wrote the Job. */
export class PreparationFailedError extends SlipwayError {
  override readonly code = 'preparation_failed';
}

export interface ToolCall {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told everything the tool prints, in pieces. */
  readonly onOutput?: (text: string) => void;
}

const keptLines = 8;
const keptOutput = 1_048_576;

/**
 * Runs a tool such as git or pip in a process group of its own and returns what it printed (the last MiB of it).
 * The group is killed on abort and timeout.
 * @throws PreparationFailedError naming the tool, why it failed and its last lines; the signal's reason when aborted.
 */
export async function runTool(call: ToolCall): Promise<string> {
  call.signal.throwIfAborted();
  const name = call.file.slice(call.file.lastIndexOf('/') + 1);
  const child = spawn(call.file, call.args, {
    cwd: call.cwd,
    env: call.environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killGroup = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch (error) {
      if (systemErrorCode(error) !== 'ESRCH') throw error;
    }
  };
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder('utf8');
    stream.on('data', (bytes: Buffer) => {
      const text = decoder.write(bytes);
      output = (output + text).slice(-keptOutput);
      call.onOutput?.(text);
    });
  }
  const timeout = AbortSignal.timeout(call.timeoutMs);
  timeout.addEventListener('abort', killGroup, { once: true });
  call.signal.addEventListener('abort', killGroup, { once: true });
  try {
    const ended = await new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => {
        resolve({ code, signal });
      });
    });
    call.signal.throwIfAborted();
    if (timeout.aborted)
      throw failure(`${name} did not end within ${formatDuration(call.timeoutMs)}`, output);
    if (ended.code !== 0)
      throw failure(`${name} failed with ${ended.signal ?? `exit code ${String(ended.code)}`}`, output);
    return output;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') {
      throw new PreparationFailedError(
        `${name} is not installed on this machine, or not on the agent's PATH`,
        { cause: error },
      );
    }
    throw error;
  } finally {
    timeout.removeEventListener('abort', killGroup);
    call.signal.removeEventListener('abort', killGroup);
  }
}

function failure(what: string, output: string): PreparationFailedError {
  const last = output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-keptLines);
  return new PreparationFailedError(last.length === 0 ? what : `${what}:\n${last.join('\n')}`);
}
