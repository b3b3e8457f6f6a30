import type { Output } from '../output/output.ts';

export interface Screen {
  /** Shows these lines in the place of the last ones. */
  show(lines: readonly string[]): Promise<void>;
}

/** A block of lines on a terminal that is written over again and again, below what was there before. */
export function createScreen(output: Output): Screen {
  let shown: readonly string[] = [];
  return {
    show: async (lines) => {
      if (lines.length === shown.length && lines.every((line, index) => line === shown[index])) return;
      const up = shown.length === 0 ? '' : `\u001b[${String(shown.length)}A`;
      shown = lines;
      await output.write(`${up}\r${lines.map((line) => `\u001b[K${line}\n`).join('')}\u001b[J`);
    },
  };
}
