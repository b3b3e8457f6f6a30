import type { Clock, Random } from '@slipway/kernel';
import type {
  EnvironmentHistory,
  FollowedRepositoryReader,
  Leases,
  LoggedModelStore,
  Logger,
  Metrics,
  ModelHistoryReader,
  ModelStore,
  Signals,
  TrackingImport,
  TrackingStore,
  WebhookDeliveries,
  WebhookStore,
} from '@slipway/ports';
import type { RegistryPolicy } from '@slipway/registry';
import type { Environment } from '@slipway/resources';
import type { ArtifactPlaces } from './artifacts/artifact-places.ts';
import type { ArtifactSettings } from './artifacts/artifact-settings.ts';
import type { WebhookSettings } from './webhooks/webhook-settings.ts';

/** Everything the model registry needs of the outside, and its settings. */
export interface RegistryContext {
  readonly signals: Signals;
  readonly leases: Leases;
  /** The environment repository as it can be read. */
  readonly history: EnvironmentHistory;
  readonly trackingStore: TrackingStore;
  readonly trackingImport: TrackingImport;
  readonly loggedModelStore: LoggedModelStore;
  readonly modelStore: ModelStore;
  readonly modelHistory: ModelHistoryReader;
  readonly followedRepository: FollowedRepositoryReader;
  readonly webhookStore: WebhookStore;
  readonly webhookDeliveries: WebhookDeliveries;
  readonly webhookSettings: WebhookSettings;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Environment repository that changes go to. */
  readonly repository: string;
  /** Team of calls without a token from this machine itself; undefined: such calls are refused. */
  readonly openTeam: string | undefined;
  readonly artifacts: ArtifactPlaces;
  readonly artifactSettings: ArtifactSettings;
  /** The team whose artifacts lie at the top of the places of artifacts; those of others lie below `.teams`. */
  readonly rootTeam: string | undefined;
  /** Where artifacts of experiments lie that name no place of their own: `mlflow-artifacts:/`, or a URI of a store. */
  readonly artifactRoot: string;
  /** What the source of a new model version has to match somewhere, when there is such a rule. */
  readonly versionSourcePattern: RegExp | undefined;
  /** `slipway.yaml` of the environment repository as it was read last; undefined: there is none. */
  readonly settings: () => Environment | undefined;
  /** What it says about the registry. */
  readonly registryPolicy: () => RegistryPolicy;
}

/** What the registry is given; the rest it finds out itself. */
export type RegistryDeps = Omit<RegistryContext, 'settings' | 'registryPolicy'>;
