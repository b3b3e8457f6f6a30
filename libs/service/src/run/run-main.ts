import { InvalidInputError, SlipwayError, describeError } from '@slipway/kernel';
import type { z } from 'zod';
import { readConfig } from '../config/read-config.ts';
import { runServices, type RunOptions } from './run-services.ts';
import { superviseProcess, type ProcessLike } from './supervise-process.ts';

export interface MainOptions<S extends z.ZodObject> {
  /** Name of the program: `scheduler`. */
  readonly name: string;
  readonly config: S;
  /** Makes the services of a configuration. What it opens besides them, it closes in `close`, after they have stopped. */
  readonly compose: (config: z.output<S>) => Promise<RunOptions & { readonly close?: () => Promise<void> }>;
  /** Instead of the real process, for tests. */
  readonly process?: ProcessLike;
}

/**
 * The whole life of a service process: configuration from flags and environment (`--help`, `--print-config`), start,
 * SIGINT or SIGTERM to stop in reverse order, a second one to leave at once. Exit codes: 0 stopped as asked, 1 failure,
 * 3 wrong configuration.
 */
export async function runMain<S extends z.ZodObject>({
  name,
  config: schema,
  compose,
  process: host = process,
}: MainOptions<S>): Promise<void> {
  try {
    const read = readConfig(schema, { program: name, env: host.env, argv: host.argv.slice(2) });
    if (read.kind === 'text') {
      host.stdout.write(read.text);
      return;
    }
    const { close, ...options } = await compose(read.config);
    const supervised = superviseProcess(host, options.logger);
    const running = await runServices(options).catch(async (error: unknown) => {
      await close?.();
      throw error;
    });
    options.logger.info('ready', { service: name, url: running.url });
    await supervised.stopAsked;
    options.logger.info('stopping', { service: name });
    await running.stop();
    await close?.();
    supervised.end();
  } catch (error) {
    host.stderr.write(`${name}: ${failureText(error)}\n`);
    host.exit(error instanceof InvalidInputError ? 3 : 1);
  }
}

function failureText(error: unknown): string {
  const issues = error instanceof SlipwayError ? error.issues : [];
  return [
    describeError(error),
    ...issues.map(({ message, expected }) => `  ${message}${expected ? ` (${expected})` : ''}`),
  ].join('\n');
}
