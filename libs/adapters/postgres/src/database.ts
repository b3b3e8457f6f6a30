import type { Change } from '@slipway/changes';
import {
  SignalTopic,
  type BackFillLog,
  type ChangeQueue,
  type ChangeReader,
  type DeliveryLedger,
  type DeliveryQueue,
  type DeploymentStore,
  type FollowedRepositoryReader,
  type Leases,
  type LoggedModelStore,
  type ModelStore,
  type Logger,
  type ModelHistoryReader,
  type NotificationFeed,
  type NotificationOutbox,
  type OptunaStore,
  type ProposalLog,
  type ProposalStore,
  type PullRequestHolds,
  type PullRequestStore,
  type RunRequests,
  type SchedulerStore,
  type Signals,
  type StudyResources,
  type StudyStore,
  type TrackingImport,
  type TrackingStore,
  type WebhookDeliveries,
  type WebhookStore,
  type WorkflowStore,
} from '@slipway/ports';
import { Kysely, PostgresDialect } from 'kysely';
import { changeLog } from './changes/change-log.ts';
import { changeQueue } from './changes/change-queue.ts';
import { changeReader } from './changes/change-reader.ts';
import { createPool, preparingPool } from './connection/pool.ts';
import { toDatabaseError } from './connection/errors.ts';
import { backFillLog } from './deliveries/back-fill-log.ts';
import { deliveryLedger } from './deliveries/delivery-ledger.ts';
import { deliveryQueue } from './deliveries/delivery-queue.ts';
import { followedRepositoryReader } from './desired-state/followed-repository.ts';
import { modelHistoryReader } from './desired-state/model-history.ts';
import { createLeases } from './leases/advisory-leases.ts';
import { loggedModelStore } from './logged-models/logged-model-store.ts';
import { migrate } from './migrations/migrate.ts';
import { modelStore } from './models/model-store.ts';
import { proposalLog } from './proposals/proposal-log.ts';
import { notificationFeed } from './notifications/notification-feed.ts';
import { notificationOutbox } from './notifications/notification-outbox.ts';
import { proposalStore } from './proposals/proposal-store.ts';
import { pullRequestHolds } from './pull-requests/holds.ts';
import { pullRequestStore } from './pull-requests/pull-request-store.ts';
import type { Schema } from './schema.ts';
import { deploymentStore } from './scheduler/deployment-store.ts';
import { runRequests } from './scheduler/run-requests.ts';
import { schedulerStore } from './scheduler/scheduler-store.ts';
import { createNotifier } from './signals/notifier.ts';
import { createSignals } from './signals/postgres-signals.ts';
import { trackingImport } from './tracking/tracking-import.ts';
import { trackingStore } from './tracking/tracking-store.ts';
import { optunaStore } from './tuning/optuna/optuna-store.ts';
import { studyResources } from './tuning/study-resources.ts';
import { studyStore } from './tuning/study-store.ts';
import { webhookDeliveries } from './webhooks/webhook-deliveries.ts';
import { webhookStore } from './webhooks/webhook-store.ts';
import { workflowStore } from './workflows/workflow-store.ts';

export interface DatabaseOptions {
  readonly url: string;
  readonly logger?: Logger;
  /** Connections for statements; signals and each lease take one more. Default 10. */
  readonly maxConnections?: number;
}

/**
 * Everything that Slipway keeps in PostgreSQL, as the ports state it. While the server does not answer, calls fail with
 * UnavailableError within bounds (5 s to connect, 30 s for a statement) and work again by themselves afterwards.
 */
export interface Database {
  readonly changeQueue: ChangeQueue;
  readonly changeReader: ChangeReader;
  readonly signals: Signals;
  readonly leases: Leases;
  readonly schedulerStore: SchedulerStore;
  readonly trackingStore: TrackingStore;
  readonly trackingImport: TrackingImport;
  readonly loggedModelStore: LoggedModelStore;
  readonly modelStore: ModelStore;
  readonly webhookStore: WebhookStore;
  readonly webhookDeliveries: WebhookDeliveries;
  readonly modelHistory: ModelHistoryReader;
  readonly followedRepository: FollowedRepositoryReader;
  readonly studyStore: StudyStore;
  readonly optunaStore: OptunaStore;
  readonly studyResources: StudyResources;
  readonly deliveryLedger: DeliveryLedger;
  readonly deliveryQueue: DeliveryQueue;
  readonly backFillLog: BackFillLog;
  readonly deployments: DeploymentStore;
  readonly runRequests: RunRequests;
  readonly workflowStore: WorkflowStore;
  readonly pullRequestHolds: PullRequestHolds;
  readonly notificationFeed: NotificationFeed;
  readonly notificationOutbox: NotificationOutbox;
  /** Of the embedded host, by the name of its repository. */
  pullRequestStore(repository: string): PullRequestStore;
  /** Appends in a transaction of its own, for callers that have no state to store with it. */
  readonly proposalLog: ProposalLog;
  /** By the name of the repository that they are for. */
  proposalStore(repository: string): ProposalStore;
  /** Appends a change in a transaction of its own, for callers that have no state to store with it. */
  appendChange(change: Change): Promise<void>;
  /** Brings the schema up to date; safe to call from several processes at once. */
  migrate(): Promise<void>;
  /** @throws UnavailableError while the server does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the pool; the first connection is made by the first call. */
export function openDatabase({ url, logger, maxConnections = 10 }: DatabaseOptions): Promise<Database> {
  const pool = createPool({ url, logger, maxConnections });
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: preparingPool(pool) }) });
  const notifier = createNotifier(pool);
  const signals = createSignals(url, notifier, logger);
  const announce = (topic: SignalTopic, payload: string): void => {
    notifier.notify(topic, payload).catch((error: unknown) => {
      logger?.debug('signal was not sent', { topic, error });
    });
  };
  const log = changeLog(db, (repository) => {
    announce(SignalTopic.ChangeAccepted, repository);
  });

  return Promise.resolve({
    changeQueue: changeQueue(db, announce),
    changeReader: changeReader(db),
    signals,
    leases: createLeases(url, logger),
    schedulerStore: schedulerStore(db, announce),
    trackingStore: trackingStore(db, logger),
    trackingImport: trackingImport(db),
    loggedModelStore: loggedModelStore(db),
    modelStore: modelStore(db, announce),
    webhookStore: webhookStore(db),
    webhookDeliveries: webhookDeliveries(db),
    modelHistory: modelHistoryReader(db),
    followedRepository: followedRepositoryReader(db),
    studyStore: studyStore(db),
    optunaStore: optunaStore(db),
    studyResources: studyResources(db),
    deliveryLedger: deliveryLedger(db),
    deliveryQueue: deliveryQueue(db),
    backFillLog: backFillLog(db),
    deployments: deploymentStore(db),
    runRequests: runRequests(db, () => {
      announce(SignalTopic.RunRequests, '');
    }),
    workflowStore: workflowStore(db, () => {
      announce(SignalTopic.Workflows, '');
    }),
    pullRequestHolds: pullRequestHolds(db),
    notificationFeed: notificationFeed(db),
    notificationOutbox: notificationOutbox(db),
    pullRequestStore: (repository) => pullRequestStore(db, repository),
    proposalLog: {
      propose: async (proposal) => {
        const id = await db
          .transaction()
          .execute((trx) => proposalLog(trx, () => undefined).propose(proposal));
        announce(SignalTopic.Proposals, proposal.repository);
        return id;
      },
    },
    proposalStore: (repository) => proposalStore(db, repository),
    appendChange: (change) => log.append(change),
    migrate: () => migrate(db),
    ping: async () => {
      try {
        await pool.query('select 1');
      } catch (error) {
        throw toDatabaseError(error);
      }
    },
    close: async () => {
      await signals.close();
      await db.destroy();
    },
  });
}
