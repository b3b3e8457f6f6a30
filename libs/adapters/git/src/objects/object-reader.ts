import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { TooLargeError, UnavailableError } from '@slipway/kernel';
import type { ObjectId } from '@slipway/ports';
import { gitEnvironment } from '../process/git-environment.ts';
import { tidy } from '../process/run-git.ts';

export interface GitObject {
  readonly id: ObjectId;
  readonly type: string;
  readonly body: Buffer;
}

interface Request {
  readonly name: string;
  readonly maxBytes: number;
  readonly resolve: (object: GitObject | undefined) => void;
  readonly reject: (error: Error) => void;
}

/** Milliseconds that git may take for the next answer before it counts as hung. */
const answerTimeout = 30_000;

/**
 * Reads objects of one repository through a `git cat-file --batch` that stays alive between reads and is started again
 * when it ended. Requests are answered in the order they were made.
 */
export class ObjectReader {
  readonly #directory: string;
  #session: Session | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * The object that an id, a ref, `<commit>:<path>` or `<commit>~<generations>` names at this moment, or undefined when there is none.
   * @throws TooLargeError when its body is larger than `maxBytes`, UnavailableError when git fails.
   */
  async read(name: string, maxBytes: number): Promise<GitObject | undefined> {
    this.#session ??= new Session(this.#directory);
    const session = this.#session;
    try {
      return await session.request(name, maxBytes);
    } finally {
      if (session.ended && this.#session === session) this.#session = undefined;
    }
  }

  /** Lets the process end once it has answered what it was asked; the next read starts another one. */
  recycle(): void {
    this.#session?.finish();
    this.#session = undefined;
  }

  /** Ends the process; the next read starts another one. Waiting reads fail. */
  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }
}

class Session {
  ended = false;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exited: Promise<void>;
  readonly #waiting: Request[] = [];
  /** Of the answer under way: its head line, once it is there. */
  #head: { readonly id: ObjectId; readonly type: string; readonly size: number } | undefined;
  #chunks: Buffer[] = [];
  #received = 0;
  #stderr = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(directory: string) {
    this.#child = spawn('git', [`--git-dir=${directory}`, 'cat-file', '--batch'], { env: gitEnvironment() });
    this.#exited = new Promise((resolve) => {
      this.#child.on('close', (code) => {
        this.#fail(
          new UnavailableError(`git cat-file ended with ${String(code)}: ${tidy(this.#stderr)}`, {
            details: { directory },
          }),
        );
        resolve();
      });
    });
    this.#child.on('error', (cause) => {
      this.#fail(new UnavailableError('git cat-file could not be run', { details: { directory }, cause }));
    });
    this.#child.stdin.on('error', () => undefined); // told by 'close'
    this.#child.stderr.on(
      'data',
      (chunk: Buffer) => (this.#stderr = (this.#stderr + chunk.toString()).slice(-2000)),
    );
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.#take(chunk);
    });
  }

  request(name: string, maxBytes: number): Promise<GitObject | undefined> {
    if (this.ended || !/^[\w./:~-]+$/.test(name))
      return Promise.reject(new UnavailableError('git cat-file can not be asked', { details: { name } }));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, maxBytes, resolve, reject });
      if (this.#waiting.length === 1) this.#watch();
      this.#child.stdin.write(`${name}\n`);
    });
  }

  finish(): void {
    this.#child.stdin.end();
  }

  async close(): Promise<void> {
    this.#fail(new UnavailableError('the repository was closed'));
    this.finish();
    this.#child.kill();
    await this.#exited;
  }

  #fail(error: Error): void {
    this.ended = true;
    clearTimeout(this.#timer);
    for (const request of this.#waiting.splice(0)) request.reject(error);
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#waiting.length === 0) return;
    this.#timer = setTimeout(() => this.#child.kill('SIGKILL'), answerTimeout);
  }

  #take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && this.#waiting.length > 0) {
      if (this.#head === undefined) {
        const end = rest.indexOf(10);
        this.#chunks.push(end === -1 ? rest : rest.subarray(0, end));
        if (end === -1) return;
        rest = rest.subarray(end + 1);
        this.#startAnswer(Buffer.concat(this.#chunks).toString());
        continue;
      }
      const missing = this.#head.size + 1 - this.#received; // the body and a line feed
      const part = rest.subarray(0, missing);
      rest = rest.subarray(part.length);
      this.#received += part.length;
      if (this.#head.size <= (this.#waiting[0]?.maxBytes ?? 0)) this.#chunks.push(part);
      if (part.length === missing) this.#endAnswer();
    }
  }

  #startAnswer(line: string): void {
    this.#chunks = [];
    this.#received = 0;
    const match = /^([0-9a-f]{40}) (\w+) (\d+)$/.exec(line);
    if (match === null) this.#answer()?.resolve(undefined);
    else this.#head = { id: match[1] ?? '', type: match[2] ?? '', size: Number(match[3]) };
  }

  #endAnswer(): void {
    const head = this.#head;
    const body = Buffer.concat(this.#chunks);
    const request = this.#answer();
    if (head === undefined || request === undefined) return;
    if (head.size > request.maxBytes) {
      request.reject(
        new TooLargeError(`${head.type} ${head.id} is larger than ${String(request.maxBytes)} bytes`, {
          details: { size: head.size },
        }),
      );
    } else request.resolve({ id: head.id, type: head.type, body: body.subarray(0, head.size) });
  }

  #answer(): Request | undefined {
    this.#head = undefined;
    this.#chunks = [];
    const request = this.#waiting.shift();
    this.#watch();
    return request;
  }
}
