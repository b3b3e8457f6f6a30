import { systemClock, systemRandom, type Clock, type Random } from '@slipway/kernel';
import type { EnvironmentHistory, Logger, Metrics } from '@slipway/ports';
import type { Database } from '@slipway/postgres';
import type { Service } from '@slipway/service';
import { openArtifactPlaces } from './artifacts/artifact-places.ts';
import { readArtifactSettings } from './artifacts/artifact-settings.ts';
import type { RegistryDeps } from './context.ts';
import { createModelRegistryService } from './create-model-registry-service.ts';
import { versionSourcePatternIn } from './version-source-pattern.ts';
import { readWebhookSettings } from './webhooks/webhook-settings.ts';

export interface ModelRegistryOptions {
  /** Migrated. Closed by whoever opened it, after the service has stopped. */
  readonly database: Database;
  /** Of the environment repository. Closed by whoever opened it, after the service has stopped. */
  readonly history: EnvironmentHistory;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Environment repository that changes go to. */
  readonly repository: string;
  /** Team of calls without a token from this machine itself; undefined: such calls are refused. */
  readonly openTeam: string | undefined;
  /** Where artifacts of new experiments lie: `mlflow-artifacts:/`, or a path or URI that clients write to themselves. */
  readonly artifactRoot: string;
  /** Directory or URI of the store behind `mlflow-artifacts:/`. */
  readonly artifactsDestination: string;
  /**
   * The team whose artifacts lie at the top of both; those of another lie below `.teams/<team>/`. To change it moves
   * artifacts out of sight.
   */
  readonly rootTeam: string | undefined;
  /** Bytes of one artifact. Default 100 GiB. */
  readonly artifactMaxBytes?: number;
  /** Existing directory for the keys that the registry makes for itself. */
  readonly keysDirectory: string;
  /** Variables of the process, of which MLflow's own settings are honoured. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: the system's. */
  readonly random?: Random;
}

/**
 * The model registry on a database and a store of artifacts.
 * @throws InvalidInputError naming the setting that is not right
 */
export const openModelRegistry = async (options: ModelRegistryOptions): Promise<Service> =>
  createModelRegistryService(await registryDeps(options));

/**
 * What the registry needs, on a database and a store of artifacts.
 * @throws InvalidInputError naming the setting that is not right
 */
export async function registryDeps(options: ModelRegistryOptions): Promise<RegistryDeps> {
  const { database, history, logger, metrics, repository, openTeam, env, keysDirectory } = options;
  const { rootTeam } = options;
  const artifactRoot = options.artifactRoot.replace(/(?<=.)\/+$/, '');
  return {
    signals: database.signals,
    leases: database.leases,
    history,
    trackingStore: database.trackingStore,
    trackingImport: database.trackingImport,
    loggedModelStore: database.loggedModelStore,
    modelStore: database.modelStore,
    modelHistory: database.modelHistory,
    followedRepository: database.followedRepository,
    webhookStore: database.webhookStore,
    webhookDeliveries: database.webhookDeliveries,
    webhookSettings: await readWebhookSettings(env, keysDirectory),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    logger,
    metrics,
    repository,
    openTeam,
    versionSourcePattern: versionSourcePatternIn(env),
    artifacts: await openArtifactPlaces({
      destination: options.artifactsDestination,
      root: artifactRoot,
      rootTeam,
      env,
    }),
    artifactSettings: readArtifactSettings(env, options.artifactMaxBytes),
    rootTeam,
    artifactRoot,
  };
}
