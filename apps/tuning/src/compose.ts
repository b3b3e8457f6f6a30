import { systemClock, systemRandom } from '@slipway/kernel';
import { openDatabase } from '@slipway/postgres';
import { loadTokens, openTeamOn, type RunOptions } from '@slipway/service';
import { createLogger, createMetrics } from '@slipway/telemetry';
import type { TuningConfig } from './config.ts';
import { createTuningService } from './create-tuning-service.ts';
import { openOptuna } from './optuna/open-optuna.ts';

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
  const optuna =
    config.optunaPort === undefined
      ? []
      : [
          await openOptuna(
            { store: database.optunaStore, clock: systemClock, logger },
            {
              host: config.host,
              port: config.optunaPort,
              tokens,
              openTeam: openTeamOn(config.host, config.openTeam),
            },
          ),
        ];
  return {
    services: [tuning, ...optuna],
    http: { host: config.host, port: config.port, tokens, metrics },
    logger,
    close: () => database.close(),
  };
}
