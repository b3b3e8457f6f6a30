import { openDirectoryArtifactStore } from '@slipway/artifacts';
import { systemClock, systemRandom } from '@slipway/kernel';
import { openDatabase } from '@slipway/postgres';
import { loadTokens, type RunOptions } from '@slipway/service';
import { createLogger, createMetrics } from '@slipway/telemetry';
import type { SchedulerConfig } from './config.ts';
import { createSchedulerService } from './create-scheduler-service.ts';

/** The scheduler on a database and a directory of its own, served over HTTP. */
export async function compose(
  config: SchedulerConfig,
): Promise<RunOptions & { readonly close: () => Promise<void> }> {
  const logger = createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  const tokens = await loadTokens(config.tokensFile);
  const artifacts = await openDirectoryArtifactStore(config.artifactsDir);
  const database = await openDatabase({
    url: config.databaseUrl,
    logger,
    maxConnections: config.databaseConnections,
  });
  try {
    await database.migrate();
  } catch (error) {
    await database.close();
    throw error;
  }
  const scheduler = createSchedulerService({
    store: database.schedulerStore,
    signals: database.signals,
    artifacts,
    clock: systemClock,
    random: systemRandom,
    logger,
    metrics,
    repository: config.repository,
  });
  return {
    services: [scheduler],
    http: { host: config.host, port: config.port, tokens, metrics },
    logger,
    close: () => database.close(),
  };
}
