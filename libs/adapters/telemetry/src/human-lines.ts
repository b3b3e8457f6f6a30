import { styleText } from 'node:util';
import type { DestinationStream } from 'pino';

type Line = Readonly<Record<string, unknown>>;
type Style = (format: Parameters<typeof styleText>[0], text: string) => string;

const levelStyles: Readonly<Record<string, Parameters<typeof styleText>[0]>> = {
  debug: 'gray',
  info: 'green',
  warn: 'yellow',
  error: 'red',
};

/** Turns JSON lines into lines for people: time (UTC), level, message, then the fields; stacks on lines of their own. */
export function humanLines(stream: { write(text: string): unknown }, colours: boolean): DestinationStream {
  const style: Style = (format, text) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  return {
    write: (text) => {
      stream.write(humanLine(JSON.parse(text) as Line, style));
    },
  };
}

function humanLine({ level, time, msg, error, ...fields }: Line, style: Style): string {
  const name = String(level);
  const details = Object.entries(fields).map(
    ([key, value]) => `${style('dim', `${key}=`)}${fieldText(value)}`,
  );
  const head = [
    String(time).slice(11, 23),
    style(levelStyles[name] ?? 'reset', name.padEnd(5)),
    String(msg),
    ...details,
  ].join(' ');
  return `${head}\n${errorText(error)}`;
}

function fieldText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[\w./:@+-]+$/.test(text) || typeof value !== 'string' ? text : JSON.stringify(text);
}

function errorText(error: unknown): string {
  if (error === undefined) return '';
  const stack =
    typeof error === 'object' && error !== null && 'stack' in error ? String(error.stack) : fieldText(error);
  return `${stack.replaceAll(/^/gm, '    ')}\n`;
}
