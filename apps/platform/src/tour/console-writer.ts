import { styleText } from 'node:util';

/** Prints the tour: one line for each thing that happens. Colours only on a terminal. */
export interface Narrator {
  title(text: string): void;
  /** `what` in a narrow column, then what happened. */
  say(what: string, text: string): void;
  /** A line of the program's own output. */
  quote(text: string): void;
  plain(text: string): void;
}

export function consoleNarrator(stream: NodeJS.WriteStream): Narrator {
  const style = (format: Parameters<typeof styleText>[0], text: string): string =>
    styleText(format, text, { stream });
  const line = (text: string): void => {
    stream.write(`${text}\n`);
  };
  return {
    title: (text) => {
      line(`\n${style('bold', text)}`);
    },
    say: (what, text) => {
      line(`  ${style('cyan', what.padEnd(10))} ${text}`);
    },
    quote: (text) => {
      line(`  ${style('dim', 'log'.padEnd(10))} ${style('dim', `│ ${text}`)}`);
    },
    plain: line,
  };
}
