import { parseArgs } from 'node:util';
import { InvalidInputError, describeError } from '@slipway/kernel';

export interface StartOptions {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly once: boolean;
  /** Undefined: the first time only. */
  readonly tour: boolean | undefined;
  readonly verbose: boolean;
  readonly help: boolean;
}

export const startHelp = `npm start -- [options]

Starts all of Slipway on this machine over embedded parts. The first time it takes a tour.

  --data DIR    where everything is kept (default .slipway, or SLIPWAY_DATA)
  --port PORT   default 7788, or SLIPWAY_PORT; 0 takes a free one
  --host HOST   default 127.0.0.1
  --once        take the tour, then stop with exit code 0 when its run succeeded
  --no-tour     start without the tour
  --tour        take it again
  --verbose     show the services' own log

SLIPWAY_DATABASE_URL and SLIPWAY_ENVIRONMENT_URL name a PostgreSQL and an environment repository of your own.
`;

/** @throws InvalidInputError for an unknown option or a value that is none. */
export function readStartOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const { port, tour, ...options } = parsed(args, env);
  const number = Number(port);
  if (port === '' || !Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new InvalidInputError(`the port ${JSON.stringify(port)} is none: expected 0 to 65535`);
  }
  return { ...options, port: number, tour };
}

function parsed(args: readonly string[], env: Readonly<Record<string, string | undefined>>) {
  try {
    return parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        data: { type: 'string', default: env.SLIPWAY_DATA ?? '.slipway' },
        port: { type: 'string', default: env.SLIPWAY_PORT ?? '7788' },
        host: { type: 'string', default: '127.0.0.1' },
        once: { type: 'boolean', default: false },
        tour: { type: 'boolean' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new InvalidInputError(`${describeError(error)}; npm start -- --help lists the options`);
  }
}
