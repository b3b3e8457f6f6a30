import type { ChildProcess } from 'node:child_process';

/** Milliseconds that git gets to take its locks and temporary files away before it is killed. */
const grace = 5000;

/** Ends a process that was started with `detached`, together with everything it started. */
export function endGroup(child: ChildProcess): void {
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // It has ended meanwhile.
    }
  };
  signal('SIGTERM');
  const timer = setTimeout(signal, grace, 'SIGKILL');
  timer.unref();
  child.once('close', () => {
    clearTimeout(timer);
  });
}
