import type { Clock } from '@slipway/kernel';
import type { Output } from './output.ts';

export interface ProgressLine {
  show(text: string): void;
  /** Leaves the cursor at the beginning of an empty line. */
  end(): void;
}

/** Milliseconds between two updates: on a terminal of the same line, elsewhere as lines of their own. */
const pauses = { terminal: 100, file: 5_000 } as const;

/** Shows how far something has come, not more often than somebody can read it. */
export function progressLine(output: Output, clock: Clock): ProgressLine {
  const pause = output.isTerminal ? pauses.terminal : pauses.file;
  let shown = clock.now().getTime();
  let isOpen = false;
  return {
    show: (text) => {
      const now = clock.now().getTime();
      if (now - shown < pause) return;
      shown = now;
      isOpen = output.isTerminal;
      void (output.isTerminal ? output.write(`\r\u001b[K${text}`) : output.line(text));
    },
    end: () => {
      if (isOpen) void output.write('\r\u001b[K');
    },
  };
}
