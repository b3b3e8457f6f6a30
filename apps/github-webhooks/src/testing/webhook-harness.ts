import { createClient, deliveryEndpoints, type Client, type DeliveryView } from '@slipway/contracts';
import type { SigningSecrets } from '@slipway/deliveries';
import { systemClock, systemRandom, type Clock } from '@slipway/kernel';
import type { GitHost, HookDeliveries } from '@slipway/ports';
import { openDatabase, type Database } from '@slipway/postgres';
import { createTestDatabase } from '@slipway/postgres/testing';
import { hashToken, serveHttp, tokensOf, type HttpServer } from '@slipway/service';
import { createMetrics } from '@slipway/telemetry';
import { quietLogger, until } from '@slipway/testing';
import {
  createGithubWebhooksService,
  type GithubWebhooksOptions,
} from '../create-github-webhooks-service.ts';
import type { PullRequestSource } from '../github-webhooks-deps.ts';
import { usualSecret, type SignedDelivery } from './signed-delivery.ts';

interface Replica {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface ReplicaOptions extends GithubWebhooksOptions {
  /** Instead of the database's own, for what comes between. */
  readonly databaseUrl?: string;
  readonly hooks?: readonly HookDeliveries[];
  readonly pullRequests?: PullRequestSource;
  readonly hostOf?: (fullName: string) => GitHost;
  readonly clock?: Clock;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly id?: string; readonly state?: string; readonly detail?: string };
}

/** Receivers of webhooks on a database of their own, each served over HTTP. */
export class WebhookHarness {
  secrets: SigningSecrets = { default: [usualSecret], organizations: new Map(), repositories: new Map() };
  readonly database: Database;
  readonly databaseUrl: string;
  readonly metrics = createMetrics();
  readonly #drop: () => Promise<void>;
  readonly #replicas: Replica[] = [];

  private constructor(database: Database, databaseUrl: string, drop: () => Promise<void>) {
    this.database = database;
    this.databaseUrl = databaseUrl;
    this.#drop = drop;
  }

  /** Without a replica until one is added. */
  static async start(): Promise<WebhookHarness> {
    const test = await createTestDatabase();
    const database = await openDatabase({ url: test.url, maxConnections: 5 });
    return new WebhookHarness(database, test.url, () => test.drop());
  }

  async addReplica({
    databaseUrl,
    hooks = [],
    pullRequests,
    hostOf,
    clock = systemClock,
    ...options
  }: ReplicaOptions = {}): Promise<void> {
    const database = await openDatabase({ url: databaseUrl ?? this.databaseUrl, maxConnections: 5 });
    const service = createGithubWebhooksService(
      {
        ledger: database.deliveryLedger,
        queue: database.deliveryQueue,
        backFillLog: database.backFillLog,
        changes: database.changeReader,
        signals: database.signals,
        leases: database.leases,
        secrets: () => this.secrets,
        hooks,
        repository: 'environment',
        environment: { fullName: 'acme/environment', branch: 'main' },
        pullRequests,
        proposals: database.proposalStore('environment'),
        proposalLog: database.proposalLog,
        holds: database.pullRequestHolds,
        runRequests: database.runRequests,
        deployments: database.deployments,
        workflows: database.workflowStore,
        hostOf,
        resources: database.schedulerStore,
        clusters: database.schedulerStore.clusters,
        publicUrl: 'https://slipway.example',
        clock,
        random: systemRandom,
        logger: quietLogger,
        metrics: this.metrics,
      },
      options,
    );
    await service.start();
    const server: HttpServer = await serveHttp({
      services: [service],
      host: '127.0.0.1',
      port: 0,
      tokens: tokensOf([
        { name: 'admin', grants: [{ role: 'admin' }], sha256: hashToken('admin') },
        {
          name: 'alice',
          grants: [{ role: 'maintainer', team: 'vision' }, { role: 'git-reader' }],
          sha256: hashToken('alice'),
        },
        { name: 'bob', grants: [{ role: 'contributor', team: 'vision' }], sha256: hashToken('bob') },
        { name: 'vera', grants: [{ role: 'viewer', team: 'vision' }], sha256: hashToken('vera') },
        { name: 'mallory', grants: [{ role: 'maintainer', team: 'audio' }], sha256: hashToken('mallory') },
      ]),
      logger: quietLogger,
      metrics: this.metrics,
    });
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> =>
      (stopped ??= server
        .close()
        .then(() => service.stop())
        .then(() => database.close()));
    this.#replicas.push({ url: server.url, stop });
  }

  async stopReplica(replica: number): Promise<void> {
    await this.#replicas[replica]?.stop();
  }

  async stop(): Promise<void> {
    for (const { stop } of this.#replicas) await stop();
    await this.database.close();
    await this.#drop();
  }

  url(replica = 0): string {
    return this.#replicas[replica]?.url ?? '';
  }

  as(principal: string, replica = 0): Client {
    return createClient({ url: this.url(replica), token: principal });
  }

  async send({ headers, body }: SignedDelivery, replica = 0): Promise<Answer> {
    const answer = await fetch(`${this.url(replica)}/webhooks/github`, {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] };
  }

  async deliveries(query: Readonly<Record<string, string>> = {}): Promise<readonly DeliveryView[]> {
    const { items } = await this.as('admin').call(deliveryEndpoints.listDeliveries, { query });
    return items;
  }

  find(delivery: string): Promise<DeliveryView> {
    return this.as('admin').call(deliveryEndpoints.getDelivery, { params: { delivery } });
  }

  /** The delivery when nothing more happens to it by itself. */
  async settled(delivery: string): Promise<DeliveryView> {
    await until('the delivery is settled', async () => (await this.find(delivery)).state !== 'pending');
    return this.find(delivery);
  }

  /** The value of a metric with these labels. */
  async metric(name: string, labels = ''): Promise<number> {
    const line = (await this.metrics.expose())
      .split('\n')
      .find((text) => text.startsWith(`${name}${labels} `));
    return Number(line?.split(' ').at(-1) ?? 0);
  }
}
