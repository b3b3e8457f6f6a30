import type { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** One of the two streams of a command: stdout carries data, stderr everything else. */
export interface Output {
  /** Resolves when the stream takes more: whoever writes much awaits it. */
  write(text: string | Uint8Array): Promise<void>;
  /** The text and a line break. */
  line(text?: string): Promise<void>;
  readonly isTerminal: boolean;
  /** Characters of a line and lines of the terminal as it is now; the usual 80 and 24 elsewhere. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Do nothing unless the stream is a terminal and colours are wanted. */
  readonly colours: Colours;
}

export interface OutputOptions {
  readonly isTerminal: boolean;
  readonly colours: boolean;
}

export function createOutput(stream: Writable, { isTerminal, colours }: OutputOptions): Output {
  const write = async (text: string | Uint8Array): Promise<void> => {
    if (stream.destroyed || stream.write(text)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        stream.off('drain', done).off('close', done).off('error', done);
        resolve();
      };
      stream.once('drain', done).once('close', done).once('error', done);
    });
  };
  return {
    write,
    line: (text = '') => write(`${text}\n`),
    isTerminal,
    size: () => ({ columns: 80, rows: 24, ...(stream instanceof WriteStream ? sizeOf(stream) : {}) }),
    colours: picocolors.createColors(colours && isTerminal),
  };
}

/** A terminal may say that it has no columns. */
function sizeOf({ columns, rows }: WriteStream): { columns?: number; rows?: number } {
  return { ...(columns > 0 ? { columns } : {}), ...(rows > 0 ? { rows } : {}) };
}
