import { mkdir } from 'node:fs/promises';
import { openEnvironmentHistory, remoteOf } from '@slipway/git';
import { systemClock } from '@slipway/kernel';
import { openDatabase } from '@slipway/postgres';
import { createRunTokens, loadTokens, openTeamOn, type RunOptions } from '@slipway/service';
import { createLogger, createMetrics } from '@slipway/telemetry';
import type { ModelRegistryConfig } from './config.ts';
import { openModelRegistry } from './open-model-registry.ts';

/** The model registry on a database and a store of artifacts, served over HTTP. */
export async function compose(
  config: ModelRegistryConfig,
): Promise<RunOptions & { readonly close: () => Promise<void> }> {
  const logger = createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  const runTokens =
    config.runTokenKey === undefined
      ? undefined
      : createRunTokens(Buffer.from(config.runTokenKey, 'base64url'), systemClock);
  const tokens = await loadTokens(config.tokensFile, runTokens);
  await mkdir(config.keysDir, { recursive: true, mode: 0o700 });
  const history = await openEnvironmentHistory({
    ...{ directory: config.gitDir, branch: config.branch },
    remote: remoteOf(config),
  });
  const database = await openDatabase({
    url: config.databaseUrl,
    logger,
    maxConnections: config.databaseConnections,
  });
  const close = async (): Promise<void> => {
    await history.close();
    await database.close();
  };
  try {
    await database.migrate();
    const registry = await openModelRegistry({
      database,
      history,
      logger,
      metrics,
      repository: config.repository,
      openTeam: openTeamOn(config.host, config.openTeam),
      artifactRoot: config.artifactRoot,
      artifactsDestination: config.artifactsDestination,
      artifactMaxBytes: config.artifactMaxBytes,
      rootTeam: config.openTeam,
      keysDirectory: config.keysDir,
      env: process.env,
    });
    return {
      services: [registry],
      http: { host: config.host, port: config.port, tokens, metrics },
      logger,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
