import path from 'node:path';
import { InvalidInputError, describeError } from '@slipway/kernel';
import { createLogger, createMetrics } from '@slipway/telemetry';
import { nextSteps, openingLines, tourLine, type Opening } from './tour/opening.ts';
import { remoteEnvironmentOf } from './remote-environment.ts';
import { readStartOptions, startHelp } from './start-options.ts';
import { startPlatform, type Platform } from './start-platform.ts';
import { readOptionalFile, writePrivateFile } from './data-directory.ts';
import { consoleNarrator } from './tour/console-writer.ts';
import { isWhole, takeTour } from './tour/tour.ts';

const started = performance.now();
const root = path.resolve(import.meta.dirname, '../../..');
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

try {
  const options = readStartOptions(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(startHelp);
    process.exit(0);
  }
  const { data, host, port, optunaPort } = options;
  starting = startPlatform({
    data,
    host,
    port,
    databaseUrl: process.env.SLIPWAY_DATABASE_URL,
    environment: remoteEnvironmentOf(process.env),
    registry: {
      artifactRoot: process.env.MLFLOW_DEFAULT_ARTIFACT_ROOT,
      artifactsDestination: process.env.MLFLOW_ARTIFACTS_DESTINATION,
      env: process.env,
    },
    env: process.env,
    optuna: { port: optunaPort },
    template: path.join(root, 'gitops/environment'),
    launcher: path.join(root, 'apps/cli/bin/slipway.mjs'),
    logger: createLogger({ level: options.verbose ? 'info' : 'warn' }),
    metrics: createMetrics(),
  });
  const platform = await starting;
  abort.signal.throwIfAborted();
  const opening: Opening = {
    url: platform.url,
    optunaPort: platform.optunaPort,
    data,
    seconds: (performance.now() - started) / 1000,
    seeded: platform.seeded,
  };
  for (const line of openingLines(opening)) narrator.plain(line);
  const marker = path.join(path.resolve(data), 'tour-taken');
  if (options.once || (options.tour ?? (await readOptionalFile(marker)) === undefined)) {
    const result = await takeTour({
      client: platform.client,
      narrator,
      example: path.join(root, 'examples/digits'),
      signal: abort.signal,
    });
    await writePrivateFile(marker, new Date().toISOString());
    if (options.once) {
      await platform.stop();
      narrator.plain(tourLine({ ...result, commits: result.commits + platform.seeded }));
      process.exit(isWhole(result) ? 0 : 1);
    }
  }
  for (const line of nextSteps(opening)) narrator.plain(line);
} catch (error) {
  if (!abort.signal.aborted) {
    process.stderr.write(`slipway: ${describeError(error)}\n`);
    await stop(error instanceof InvalidInputError ? 2 : 1);
  }
}
