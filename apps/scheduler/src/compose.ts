import { openDirectoryArtifactStore } from '@slipway/artifacts';
import { openEnvironmentHistory, remoteOf } from '@slipway/git';
import { InvalidInputError, systemClock, systemRandom } from '@slipway/kernel';
import { openDatabase, type Database } from '@slipway/postgres';
import { createRunTokens, loadTokens, type RunOptions, type RunTokens } from '@slipway/service';
import { createLogger, createMetrics } from '@slipway/telemetry';
import type { SchedulerConfig } from './config.ts';
import { createSchedulerService } from './create-scheduler-service.ts';
import { openChannels } from './notifications/open-channels.ts';
import type { EnvironmentToFollow } from './scheduler-deps.ts';
import type { Tracking } from './tracking.ts';

/** The scheduler on a database and a directory of its own, served over HTTP. */
export async function compose(
  config: SchedulerConfig,
): Promise<RunOptions & { readonly close: () => Promise<void> }> {
  const logger = createLogger({ level: config.logLevel });
  const metrics = createMetrics();
  const tokens = await loadTokens(config.tokensFile);
  const channels = openChannels(config, logger);
  const artifacts = await openDirectoryArtifactStore(config.artifactsDir);
  const database = await openDatabase({
    url: config.databaseUrl,
    logger,
    maxConnections: config.databaseConnections,
  });
  const environment = await environmentOf(config, database);
  const close = async (): Promise<void> => {
    await environment?.history.close();
    await database.close();
  };
  try {
    await database.migrate();
  } catch (error) {
    await close();
    throw error;
  }
  const scheduler = createSchedulerService({
    store: database.schedulerStore,
    studies: database.studyStore,
    signals: database.signals,
    artifacts,
    clock: systemClock,
    random: systemRandom,
    logger,
    metrics,
    repository: config.repository,
    environment,
    notifications: {
      feed: database.notificationFeed,
      outbox: database.notificationOutbox,
      channels,
    },
    runTokens: runTokensOf(config),
    tracking: trackingOf(config, database),
  });
  return {
    services: [scheduler],
    http: { host: config.host, port: config.port, tokens, metrics },
    logger,
    close,
  };
}

/** Undefined when nobody said where to read it. */
async function environmentOf(
  config: SchedulerConfig,
  { changeReader: changes, leases }: Database,
): Promise<EnvironmentToFollow | undefined> {
  const { gitDir: directory, branch } = config;
  if (directory === undefined) return undefined;
  const history = await openEnvironmentHistory({ directory, branch, remote: remoteOf(config) });
  return { history, changes, leases };
}

/** Attempts are tracked when the model registry's address is known, and the key of the tokens that it takes. */
function trackingOf(
  { registryUrl: url, runTokenKey, artifactRoot, openTeam: rootTeam }: SchedulerConfig,
  { trackingStore: store }: Database,
): Tracking | undefined {
  if (url === undefined) return undefined;
  if (runTokenKey === undefined)
    throw new InvalidInputError('SLIPWAY_REGISTRY_URL needs SLIPWAY_RUN_TOKEN_KEY: set both or none');
  return { store, url, artifactRoot, rootTeam };
}

const runTokensOf = ({ runTokenKey }: SchedulerConfig): RunTokens | undefined =>
  runTokenKey === undefined ? undefined : createRunTokens(Buffer.from(runTokenKey, 'base64url'), systemClock);
