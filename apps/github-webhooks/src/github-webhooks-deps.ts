import type { EmbeddedHost } from './embedded-host/embedded-host.ts';
import type { SigningSecrets } from '@slipway/deliveries';
import type { Clock, Random } from '@slipway/kernel';
import type {
  BackFillLog,
  ChangeReader,
  Conversation,
  ClusterStatusStore,
  DeliveryLedger,
  DeliveryQueue,
  DeploymentStore,
  GitHost,
  HookDeliveries,
  Leases,
  Logger,
  Metrics,
  ProposalBranches,
  ProposalLog,
  ProposalStore,
  PullRequestHolds,
  RunRequests,
  Revisions,
  SchedulerReader,
  Signals,
  WorkflowStore,
} from '@slipway/ports';

/** How long the ledger keeps what. */
export interface Retention {
  /** Days that payloads are kept. */
  readonly payloadDays: number;
  /** Bytes of payloads, compressed, at most. */
  readonly payloadBytes: number;
  /** Days that deliveries are kept after they were received, and so a redelivery is known. */
  readonly deliveryDays: number;
}

export const defaultRetention: Retention = {
  payloadDays: 7,
  payloadBytes: 10 * 2 ** 30,
  deliveryDays: 30,
};

/** The environment repository, when it is on GitHub. */
export interface EnvironmentOnGitHub {
  /** `owner/name` in lower case. */
  readonly fullName: string;
  /** Branch that is reconciled. */
  readonly branch: string;
}

/** Where changes of the environment repository are proposed. */
export interface PullRequestSource {
  readonly host: GitHost;
  readonly revisions: Revisions;
  readonly proposalBranches: ProposalBranches;
  /** What people write under pull requests; undefined on the embedded host, where nobody does. */
  readonly conversation: Conversation | undefined;
  /** Branch that is reconciled. */
  readonly branch: string;
  /** The host again when it is the embedded one: people open and merge by Slipway's API there. */
  readonly embedded: EmbeddedHost | undefined;
}

/** Everything the receiver of webhooks needs of the outside. */
export interface GithubWebhooksDeps {
  readonly ledger: DeliveryLedger;
  readonly queue: DeliveryQueue;
  readonly backFillLog: BackFillLog;
  readonly changes: ChangeReader;
  readonly signals: Signals;
  readonly leases: Leases;
  /** As they are now. */
  readonly secrets: () => SigningSecrets;
  /** Hooks whose deliveries are compared with the ledger. */
  readonly hooks: readonly HookDeliveries[];
  /** Name of the environment repository, for signals. */
  readonly repository: string;
  readonly environment: EnvironmentOnGitHub | undefined;
  /** Pull requests of the environment repository; without them nothing is planned. */
  readonly pullRequests: PullRequestSource | undefined;
  readonly proposals: ProposalStore;
  readonly proposalLog: ProposalLog;
  readonly holds: PullRequestHolds;
  readonly runRequests: RunRequests;
  readonly deployments: DeploymentStore;
  readonly workflows: WorkflowStore;
  readonly clusters: Pick<ClusterStatusStore, 'list'>;
  /** Any repository that the App is installed in; undefined without an App. */
  readonly hostOf: ((fullName: string) => GitHost) | undefined;
  /** Teams, which say whose repositories run workflows. */
  readonly resources: Pick<SchedulerReader, 'listResources'>;
  /** Address of Slipway for people, for links to logs. */
  readonly publicUrl: string | undefined;
  readonly retention?: Retention | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly metrics: Metrics;
}
