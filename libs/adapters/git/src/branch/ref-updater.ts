import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { UnavailableError } from '@slipway/kernel';
import type { ObjectId } from '@slipway/ports';
import { gitEnvironment } from '../process/git-environment.ts';
import { tidy } from '../process/run-git.ts';

const nothing = '0'.repeat(40);
const transactionTimeout = 30_000;

/**
 * Moves a ref by compare-and-swap through a `git update-ref --stdin` that stays alive between moves. git does the
 * locking, so that pushes by others through the same repository are safe. One move at a time.
 */
export class RefUpdater {
  readonly #directory: string;
  #child: ChildProcessWithoutNullStreams | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Sets `ref` to `next` if it is at `expected` (undefined: if it does not exist).
   * @throws UnavailableError when git refuses or fails; where the ref is then has to be read.
   */
  compareAndSwap(ref: string, expected: ObjectId | undefined, next: ObjectId): Promise<void> {
    const child = (this.#child ??= this.#start());
    return new Promise((resolve, reject) => {
      let stdout = '';
      let stderr = '';
      const timer = setTimeout(() => child.kill('SIGKILL'), transactionTimeout);
      const finish = (error?: UnavailableError): void => {
        clearTimeout(timer);
        child.stdout.off('data', onOutput);
        child.stderr.off('data', onError);
        child.off('close', onClose);
        if (error === undefined) resolve();
        else reject(error);
      };
      const onOutput = (chunk: Buffer): void => {
        stdout += chunk.toString();
        if (stdout.includes('commit: ok\n')) finish();
      };
      const onError = (chunk: Buffer): void => {
        stderr += chunk.toString();
      };
      const onClose = (): void => {
        finish(
          new UnavailableError(`git update-ref failed: ${tidy(stderr)}`, {
            details: { directory: this.#directory, ref },
          }),
        );
      };
      child.stdout.on('data', onOutput);
      child.stderr.on('data', onError);
      child.on('close', onClose);
      child.stdin.write(`start\nupdate ${ref} ${next} ${expected ?? nothing}\nprepare\ncommit\n`);
    });
  }

  /** Ends the process, after a move that is under way; the next move starts another one. */
  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    child.stdin.end();
    await closed;
  }

  #start(): ChildProcessWithoutNullStreams {
    const child = spawn('git', [`--git-dir=${this.#directory}`, 'update-ref', '--stdin'], {
      env: gitEnvironment(),
    });
    const forget = (): void => {
      if (this.#child === child) this.#child = undefined;
    };
    child.on('error', forget); // 'close' follows
    child.on('close', forget);
    child.stdin.on('error', () => undefined); // told by 'close'
    return child;
  }
}
