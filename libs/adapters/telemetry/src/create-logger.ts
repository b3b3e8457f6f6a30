import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import type { Logger } from '@slipway/ports';
import { humanLines } from './human-lines.ts';
import { redacted } from './redact.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

export interface LoggerOptions {
  /** Least important level that is written. */
  readonly level: LogLevel;
  /** Lines for people instead of JSON. Default: when stderr is a terminal. */
  readonly pretty?: boolean | undefined;
  /** Default: stderr, written synchronously, so that the last lines before a crash are there. */
  readonly destination?: { write(text: string): unknown } | undefined;
}

/**
 * A logger that writes JSON lines (https://getpino.io) or, for a terminal, lines for people. Values under names such as
 * `token`, `authorization` and `password` are replaced, at any depth.
 */
export function createLogger({ level, pretty, destination }: LoggerOptions): Logger {
  const stream = destination ?? process.stderr;
  const human = pretty ?? (destination === undefined && process.stderr.isTTY);
  const target: DestinationStream = human
    ? humanLines(stream, destination === undefined && process.stderr.isTTY && !process.env.NO_COLOR)
    : {
        write: (text) => {
          stream.write(text);
        },
      };
  const root = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    target,
  );
  return adapt(root, () => root);
}

/** @param made makes the logger when there is something to write: most children, one of each request, write nothing. */
function adapt(root: PinoLogger, made: () => PinoLogger): Logger {
  let own: PinoLogger | undefined;
  const logger = (): PinoLogger => (own ??= made());
  const write =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      if (root.isLevelEnabled(level)) logger()[level](serialised(fields), message);
    };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: (fields) => adapt(root, () => logger().child(serialised(fields))),
  };
}

function serialised(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return redacted(fields, errorFields) as Record<string, unknown>;
}

/** What is known to be worth logging of an error: drivers hang whole connections on theirs. */
function errorFields(error: Error): Record<string, unknown> {
  const { code, details, issues } = error as {
    readonly code?: unknown;
    readonly details?: unknown;
    readonly issues?: unknown;
  };
  const given = Object.entries({ code, details, issues, cause: error.cause }).filter(
    ([, value]) => value !== undefined,
  );
  return { type: error.name, message: error.message, stack: error.stack, ...Object.fromEntries(given) };
}
