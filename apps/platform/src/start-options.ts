import { parseArgs } from 'node:util';
import { InvalidInputError, describeError } from '@slipway/kernel';

export interface StartOptions {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  /** Where clients of Optuna find their storage. */
  readonly optunaPort: number;
  readonly once: boolean;
  /** Undefined: the first time only. */
  readonly tour: boolean | undefined;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** A second platform takes another port, and then leaves the storage of Optuna to the first. */
const defaultPort = 7788;

export const startHelp = `npm start -- [options]

Starts all of Slipway on this machine over embedded parts. The first time it takes a tour.

  --data DIR    where everything is kept (default .slipway, or SLIPWAY_DATA)
  --port PORT   default 7788, or SLIPWAY_PORT; 0 takes a free one
  --host HOST   default 127.0.0.1
  --optuna-port PORT
                storage of Optuna, default 13000 as Optuna has it; a free port beside another --port
  --once        take the tour, then stop with exit code 0 when its Job and its Study succeeded
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
  const { port, tour, 'optuna-port': optunaPort, ...options } = parsed(args, env);
  const number = portOf(port);
  return {
    ...options,
    port: number,
    optunaPort: portOf(optunaPort ?? (number === defaultPort ? '13000' : '0')),
    tour,
  };
}

function portOf(text: string): number {
  const port = Number(text);
  if (text !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidInputError(`the port ${JSON.stringify(text)} is none: expected 0 to 65535`);
}

function parsed(args: readonly string[], env: Readonly<Record<string, string | undefined>>) {
  try {
    return parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        data: { type: 'string', default: env.SLIPWAY_DATA ?? '.slipway' },
        port: { type: 'string', default: env.SLIPWAY_PORT ?? String(defaultPort) },
        host: { type: 'string', default: '127.0.0.1' },
        'optuna-port': { type: 'string' },
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
