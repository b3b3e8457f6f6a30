import { spawn, type ChildProcessByStdio } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { pythonEnvironment } from './optuna-environment.ts';

/** A Python script of the benchmark that reads and writes lines of JSON. */
export class PythonLines {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #script: string;

  /** @param script below `problems/` */
  constructor(python: string, script: string, args: readonly string[] = []) {
    const folder = path.join(import.meta.dirname, 'problems');
    this.#script = script;
    this.#child = spawn(python, [script, ...args], {
      cwd: folder,
      env: pythonEnvironment,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** The answer to a request. @throws Error when the script has ended */
  async ask(request: unknown): Promise<unknown> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const answer = await this.next();
    if (answer === undefined) throw new Error(`${this.#script} ended without an answer`);
    return answer;
  }

  /** The next line; undefined when there are no more. @throws Error when the script failed */
  async next(): Promise<unknown> {
    const line = await this.#lines.next();
    if (line.done !== true) return JSON.parse(line.value) as unknown;
    const code = await new Promise<number | null>((resolve) => {
      if (this.#child.exitCode !== null) resolve(this.#child.exitCode);
      else this.#child.once('close', resolve);
    });
    if (code !== 0) throw new Error(`${this.#script} failed with exit code ${String(code)}`);
    return undefined;
  }

  close(): void {
    this.#child.stdin.end();
  }
}
