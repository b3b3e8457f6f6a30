import path from 'node:path';
import { environmentTemplate } from '../environment/environment-template.ts';
import { UsageError } from '../exit-codes.ts';
import { nonEmpty } from '../input/non-empty.ts';
import type { Invocation } from '../invocation.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;

export interface ServeOptions {
  readonly port: number;
  readonly host: string;
  readonly logLevel: (typeof logLevels)[number];
  /** Where artifacts of new experiments lie. */
  readonly artifactRoot?: string;
  /** Directory or URI of the store behind it. */
  readonly artifactsDestination?: string;
  /** Where clients of Optuna find their storage; without it they are not served. */
  readonly optunaPort?: number;
}

/** Runs services in this process until a signal comes: over embedded parts, or on the PostgreSQL of SLIPWAY_DATABASE_URL. */
export async function serve(
  { err, env, options, cwd, signal }: Invocation,
  services: readonly string[],
  { port, host, logLevel, artifactRoot, artifactsDestination, optunaPort }: ServeOptions,
): Promise<void> {
  const hasRegistry = services.length === 0 || services.includes('model-registry');
  if (!hasRegistry && (artifactRoot ?? artifactsDestination) !== undefined)
    throw new UsageError('--artifact-root and --artifacts-destination are options of the model-registry');
  if (optunaPort !== undefined && services.length > 0 && !services.includes('tuning'))
    throw new UsageError('--optuna-port is an option of the tuning service');
  const team = options.team ?? nonEmpty(env.SLIPWAY_TEAM);
  const { createLogger, createMetrics, remoteEnvironmentOf, startPlatform } =
    await import('@slipway/platform');
  const data = path.resolve(cwd, options.data ?? nonEmpty(env.SLIPWAY_DATA) ?? '.slipway');
  const platform = await startPlatform({
    services,
    data,
    host,
    port,
    databaseUrl: nonEmpty(env.SLIPWAY_DATABASE_URL),
    environment: remoteEnvironmentOf(env),
    registry: {
      team,
      artifactRoot: artifactRoot ?? nonEmpty(env.MLFLOW_DEFAULT_ARTIFACT_ROOT),
      artifactsDestination: artifactsDestination ?? nonEmpty(env.MLFLOW_ARTIFACTS_DESTINATION),
      env,
    },
    env,
    optuna: optunaPort === undefined ? undefined : { port: optunaPort, team },
    template: environmentTemplate,
    launcher: path.resolve(environmentTemplate, '../../apps/cli/bin/slipway.mjs'),
    logger: createLogger({ level: logLevel }),
    metrics: createMetrics(),
  });
  try {
    const what = services.length === 0 ? 'all services' : services.join(', ');
    await err.line(`Slipway is ready at ${platform.url} · ${what} · data in ${data}`);
    if (platform.optunaPort !== undefined)
      await err.line(`Optuna's storage is at ${host}:${String(platform.optunaPort)}`);
    await err.line('Ctrl-C stops it; the data stays.');
    await aborted(signal);
  } finally {
    await platform.stop();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener(
      'abort',
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
