import { Writable } from 'node:stream';
import type { Clock } from '@slipway/kernel';
import { createProgram } from '../program.ts';
import { runCommandLine, type Surroundings } from '../run-command-line.ts';

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A clock that stands still at this time, except that a sleep takes it forward without waiting. */
export function stoppedClock(time = '2026-03-01T12:00:00Z'): Clock {
  let now = Date.parse(time);
  return {
    now: () => new Date(now),
    sleep: async (milliseconds) => {
      now += milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

export class Captured extends Writable {
  readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  text(): string {
    return Buffer.concat(this.chunks).toString();
  }
}

/** Runs the command line in this process, away from the real environment, and collects what it writes. */
export async function slipway(
  args: readonly string[],
  surroundings: Partial<Surroundings> & { readonly stdinText?: string } = {},
): Promise<Result> {
  const [stdout, stderr] = [new Captured(), new Captured()];
  const code = await runCommandLine(createProgram, args, {
    stdout,
    stderr,
    stdin: (async function* () {
      yield await Promise.resolve(Buffer.from(surroundings.stdinText ?? ''));
    })(),
    isTerminal: { stdout: false, stderr: false },
    env: {},
    cwd: '/nowhere',
    signal: new AbortController().signal,
    clock: stoppedClock(),
    ...surroundings,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}
