import path from 'node:path';
import { parseArgs } from 'node:util';
import { InvalidInputError, describeError } from '@slipway/kernel';
import { createLogger, createMetrics } from '@slipway/telemetry';
import { nextSteps, openingLines, tourLine, type Opening } from './tour/opening.ts';
import { remoteEnvironmentOf } from './remote-environment.ts';
import { startPlatform, type Platform } from './start-platform.ts';
import { readOptionalFile, writePrivateFile } from './data-directory.ts';
import { consoleNarrator } from './tour/console-writer.ts';
import { takeTour } from './tour/tour.ts';

const started = performance.now();
const root = path.resolve(import.meta.dirname, '../../..');
const help = `npm start -- [options]

Starts all of Slipway on this machine over embedded parts. The first time it takes a tour.

  --data DIR    where everything is kept (default .slipway, or SLIPWAY_DATA)
  --port PORT   default 7788, or SLIPWAY_PORT; 0 takes a free one
  --host HOST   default 127.0.0.1
  --once        take the tour, then stop with exit code 0 when its run succeeded
  --no-tour     start without the tour
  --tour        take it again
  --verbose     show the services' own log
`;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    data: { type: 'string', default: process.env.SLIPWAY_DATA ?? '.slipway' },
    port: { type: 'string', default: process.env.SLIPWAY_PORT ?? '7788' },
    host: { type: 'string', default: '127.0.0.1' },
    once: { type: 'boolean', default: false },
    tour: { type: 'boolean' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}

const abort = new AbortController();
const narrator = consoleNarrator(process.stdout);
let starting: Promise<Platform> | undefined;
const stop = async (code: number): Promise<never> => {
  abort.abort();
  // Also when it is still starting: nothing of it may be left behind.
  await starting?.then(
    (platform) => platform.stop(),
    () => undefined,
  );
  process.exit(code);
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (abort.signal.aborted) process.exit(130);
    narrator.plain('\nstopping …');
    void stop(0);
  });
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidInputError(`--port ${JSON.stringify(text)} is no port: expected 0 to 65535`);
}

try {
  starting = startPlatform({
    data: values.data,
    host: values.host,
    port: portOf(values.port),
    databaseUrl: process.env.SLIPWAY_DATABASE_URL,
    environment: remoteEnvironmentOf(process.env),
    template: path.join(root, 'gitops/environment'),
    logger: createLogger({ level: values.verbose ? 'info' : 'warn' }),
    metrics: createMetrics(),
  });
  const platform = await starting;
  const opening: Opening = {
    url: platform.url,
    data: values.data,
    seconds: (performance.now() - started) / 1000,
    seeded: platform.seeded,
  };
  for (const line of openingLines(opening)) narrator.plain(line);
  const marker = path.join(path.resolve(values.data), 'tour-taken');
  if (values.once || (values.tour ?? (await readOptionalFile(marker)) === undefined)) {
    const result = await takeTour({
      client: platform.client,
      narrator,
      example: path.join(root, 'examples/digits'),
      signal: abort.signal,
    });
    await writePrivateFile(marker, new Date().toISOString());
    if (values.once) {
      await platform.stop();
      narrator.plain(tourLine({ ...result, commits: result.commits + platform.seeded }));
      process.exit(result.state === 'succeeded' ? 0 : 1);
    }
  }
  for (const line of nextSteps(opening)) narrator.plain(line);
} catch (error) {
  if (!abort.signal.aborted) {
    process.stderr.write(`slipway: ${describeError(error)}\n`);
    await stop(1);
  }
}
