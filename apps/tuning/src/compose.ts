import { systemClock, systemRandom } from '@slipway/kernel';
import { openDatabase } from '@slipway/postgres';
import { loadTokens, type RunOptions } from '@slipway/service';
import { createLogger, createMetrics } from '@slipway/telemetry';
import type { TuningConfig } from './config.ts';
import { createTuningService } from './create-tuning-service.ts';

/** The tuning service on a database, served over HTTP. */
export async function compose(
  config: TuningConfig,
): Promise<RunOptions & { readonly close: () => Promise<void> }> {
  const logger = createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  const tokens = await loadTokens(config.tokensFile);
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
  const tuning = createTuningService({
    store: database.studyStore,
    resources: database.studyResources,
    clock: systemClock,
    random: systemRandom,
    logger,
  });
  return {
    services: [tuning],
    http: { host: config.host, port: config.port, tokens, metrics },
    logger,
    close: () => database.close(),
  };
}
