import type { FileHandle } from 'node:fs/promises';

/** Bytes of a line; a longer one is passed over. */
export const maxLineBytes = 65_536;
const readBytes = 262_144;
const newline = 0x0a;
/** Progress bars rewrite their line with it, so what follows counts as a line of its own. */
const carriageReturn = 0x0d;

export interface ReadOptions {
  /** Nobody writes any more, so an unfinished last line counts. */
  readonly ended: boolean;
  /** Stops after about this many bytes. */
  readonly maxBytes: number;
  /** Takes a line; false stops the reading after it. */
  readonly onLine: (line: string) => boolean;
}

/**
 * Finds those lines of a growing file that contain a word, remembering an unfinished one. The rest is passed over at the
 * speed of a search. Bytes that are not UTF-8 become U+FFFD.
 */
export class LogLines {
  readonly #word: Buffer;
  #at: number;
  #lineStart: number;
  /** Begin of the unfinished line. */
  #line: Buffer[] = [];
  #lineBytes = 0;

  /** `offset`: the start of a line. */
  constructor(word: string, offset: number) {
    this.#word = Buffer.from(word);
    this.#at = offset;
    this.#lineStart = offset;
  }

  /** Offset of the first line that was not handed out or passed over yet. */
  get offset(): number {
    return this.#lineStart;
  }

  /** Returns whether the end of the file was reached. */
  async read(file: FileHandle, { ended, maxBytes, onLine }: ReadOptions): Promise<boolean> {
    const buffer = Buffer.allocUnsafe(readBytes);
    for (const begin = this.#at; this.#at - begin < maxBytes;) {
      const { bytesRead } = await file.read(buffer, 0, readBytes, this.#at);
      if (bytesRead === 0) {
        if (ended && this.#lineBytes > 0) this.#finishLine(this.#at, onLine);
        return true;
      }
      if (!this.#scan(buffer.subarray(0, bytesRead), onLine)) return false;
    }
    return false;
  }

  /** Works through a piece of the file that begins at `#at`; stops early when `onLine` wants no more. */
  #scan(bytes: Buffer, onLine: (line: string) => boolean): boolean {
    const begin = this.#at;
    const first = lineEnd(bytes, 0);
    if (first === -1) {
      this.#keep(bytes);
      this.#at += bytes.length;
      return true;
    }
    this.#keep(bytes.subarray(0, first));
    if (!this.#finishLine(begin + first + 1, onLine)) return false;
    const last = Math.max(bytes.lastIndexOf(newline), bytes.lastIndexOf(carriageReturn));
    for (let from = first + 1; ;) {
      const hit = bytes.indexOf(this.#word, from);
      if (hit === -1 || hit > last) break;
      const start = Math.max(
        from,
        bytes.lastIndexOf(newline, hit) + 1,
        bytes.lastIndexOf(carriageReturn, hit) + 1,
      );
      from = lineEnd(bytes, hit) + 1;
      this.#keep(bytes.subarray(start, from - 1));
      if (!this.#finishLine(begin + from, onLine)) return false;
    }
    this.#lineStart = begin + last + 1;
    this.#keep(bytes.subarray(last + 1));
    this.#at = begin + bytes.length;
    return true;
  }

  #keep(bytes: Buffer): void {
    if (bytes.length > 0 && this.#lineBytes <= maxLineBytes) this.#line.push(Buffer.from(bytes));
    this.#lineBytes += bytes.length;
  }

  #finishLine(next: number, onLine: (line: string) => boolean): boolean {
    const line = this.#lineBytes > maxLineBytes ? undefined : Buffer.concat(this.#line);
    [this.#line, this.#lineBytes, this.#lineStart, this.#at] = [[], 0, next, next];
    return !line?.includes(this.#word) || onLine(line.toString('utf8'));
  }
}

function lineEnd(bytes: Buffer, from: number): number {
  const [feed, back] = [bytes.indexOf(newline, from), bytes.indexOf(carriageReturn, from)];
  return feed === -1 || back === -1 ? Math.max(feed, back) : Math.min(feed, back);
}
