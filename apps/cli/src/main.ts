import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { asksForServer, becomeServer } from './become-server.ts';
import { Interruption } from './exit-codes.ts';
import { runCommandLine } from './run-command-line.ts';

if (asksForServer(process.argv.slice(2))) becomeServer(process);

// What a command loads is compiled once a machine: that halves the time until a server answers.
enableCompileCache(path.join(homedir(), '.cache/slipway/compiled'));

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

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  isTerminal: { stdout: process.stdout.isTTY, stderr: process.stderr.isTTY },
  env: process.env,
  cwd: process.cwd(),
  signal: abort.signal,
});
