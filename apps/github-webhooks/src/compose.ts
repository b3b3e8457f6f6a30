import { openDatabase } from '@slipway/postgres';
import { loadTokens, type RunOptions } from '@slipway/service';
import { createLogger, createMetrics } from '@slipway/telemetry';
import type { GithubWebhooksConfig } from './config.ts';
import { openGithubWebhooks } from './open-github-webhooks.ts';
import { settingsOf } from './settings.ts';

/** The receiver of webhooks on a database, served over HTTP. */
export async function compose(
  config: GithubWebhooksConfig,
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
    const { repository } = config;
    const service = await openGithubWebhooks({ database, repository, logger, metrics }, settingsOf(config));
    return {
      services: [service],
      http: { host: config.host, port: config.port, tokens, metrics },
      logger,
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
