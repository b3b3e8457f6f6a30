import type { Writable } from 'node:stream';
import picocolors from 'picocolors';

export type Colours = ReturnType<typeof picocolors.createColors>;

/** One of the two streams of a command: stdout carries data, stderr everything else. */
export interface Output {
  /** Resolves when the stream takes more: whoever writes much awaits it. */
  write(text: string | Uint8Array): Promise<void>;
  /** The text and a line break. */
  line(text?: string): Promise<void>;
  readonly isTerminal: boolean;
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
    colours: picocolors.createColors(colours && isTerminal),
  };
}
