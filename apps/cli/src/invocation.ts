import type { Clock } from '@slipway/kernel';
import type { Format } from './output/format.ts';
import type { Output } from './output/output.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly server?: string;
  readonly token?: string;
  readonly team?: string;
  readonly data?: string;
  readonly json?: boolean;
  readonly output?: Format;
}

/** One run of the command line, and everything of the process that an action may use. */
export interface Invocation {
  readonly out: Output;
  readonly err: Output;
  readonly input: AsyncIterable<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Working directory, absolute. */
  readonly cwd: string;
  readonly clock: Clock;
  /** Aborts with an Interruption at SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly options: GlobalOptions;
  /** Text of the files that were read, by the name they were given with, so that errors can show their lines. */
  readonly sources: Map<string, string>;
}

/** The format asked for by `-o` or `--json`. */
export function formatOf({ options }: Invocation): Format {
  return options.json === true ? 'json' : (options.output ?? 'table');
}
