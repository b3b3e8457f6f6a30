import { Interruption } from './exit-codes.ts';
import { runCommandLine, type CreateProgram } from './run-command-line.ts';

/** Runs the command line of this process, with its signals and streams. */
export async function runProcess(createProgram: CreateProgram): Promise<void> {
  const abort = new AbortController();
  let signals = 0;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      signals += 1;
      if (signals > 1) process.exit(signal === 'SIGINT' ? 130 : 143);
      abort.abort(new Interruption(signal));
    });
  }
  // Who reads us may stop at any time, as head does: that is no failure.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      throw error;
    });
  }
  process.exitCode = await runCommandLine(createProgram, process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    isTerminal: { stdout: process.stdout.isTTY, stderr: process.stderr.isTTY },
    env: process.env,
    cwd: process.cwd(),
    signal: abort.signal,
  });
}
