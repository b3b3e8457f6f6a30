import { openMailer } from '@slipway/email';
import { systemRandom } from '@slipway/kernel';
import type { NotificationRecord, NotificationState, RunEventRecord } from '@slipway/ports';
import { openDatabase, type Database } from '@slipway/postgres';
import { createTestDatabase, type TestDatabase } from '@slipway/postgres/testing';
import { parseEnvironment } from '@slipway/resources';
import type { OutboxWorker } from '@slipway/service';
import { createMetrics } from '@slipway/telemetry';
import { quietLogger, SettableClock, until } from '@slipway/testing';
import { followOccurrences } from '../follow-occurrences.ts';
import type { NotificationDeps } from '../notification-deps.ts';
import { createNotificationWorker } from '../notification-worker.ts';

/** Notifications on a database of their own; the test says what happens, and when it is looked at and sent. */
export class NotificationBench {
  readonly clock = new SettableClock(new Date('2026-11-24T12:00:00.000Z'));
  readonly secrets = new Map<string, string>();
  readonly metrics = createMetrics();
  readonly deps: NotificationDeps;
  readonly database: Database;
  /** `spec.notifications` of `slipway.yaml`, in YAML. */
  rules = '[]';
  readonly #test: TestDatabase;
  readonly #workers: OutboxWorker[] = [];

  private constructor(test: TestDatabase, database: Database) {
    this.#test = test;
    this.database = database;
    this.deps = {
      ...this.on(database),
      secrets: () => this.secrets,
      http: { allowedSchemes: ['http', 'https'], allowPrivateAddresses: true, timeout: 30_000 },
      mailer: undefined,
      publicUrl: 'https://slipway.example/',
      settings: () =>
        Promise.resolve(
          parseEnvironment(
            'slipway.yaml',
            'apiVersion: slipway.dev/v1\nkind: Environment\nmetadata: {name: acme}\n' +
              `spec:\n  notifications: ${this.rules}\n`,
          ),
        ),
      repository: 'environment',
      clock: this.clock,
      random: systemRandom,
      logger: quietLogger,
      metrics: this.metrics,
    };
  }

  static async start(): Promise<NotificationBench> {
    const test = await createTestDatabase();
    return new NotificationBench(test, await openDatabase({ url: test.url, maxConnections: 4 }));
  }

  on({
    notificationFeed: feed,
    notificationOutbox: outbox,
    leases,
    signals,
  }: Database): Pick<NotificationDeps, 'feed' | 'outbox' | 'leases' | 'signals'> {
    return { feed, outbox, leases, signals };
  }

  /** The same database as another process sees it; the caller closes it. */
  open(): Promise<Database> {
    return openDatabase({ url: this.#test.url, maxConnections: 2 });
  }

  /** E-mail goes to this server. */
  withMail(url: string): Partial<NotificationDeps> {
    return { mailer: openMailer({ url, from: 'slipway@example.org', timeout: 5_000 }) };
  }

  /** A run ends now. */
  end(run: string, fields: Partial<RunEventRecord> = {}, state = 'failed'): Promise<void> {
    return this.database.schedulerStore.transaction((transaction) => {
      transaction.announce([
        {
          ...{ team: 'vision', run, attempt: undefined, at: this.clock.now(), type: 'finished' },
          ...{ message: 'exit code 1', data: { state } },
          ...fields,
        },
      ]);
      return Promise.resolve();
    });
  }

  follow(overrides: Partial<NotificationDeps> = {}): Promise<void> {
    return followOccurrences({ ...this.deps, ...overrides }, new AbortController().signal);
  }

  startWorker(overrides: Partial<NotificationDeps> = {}, lease = 60_000): OutboxWorker {
    const worker = createNotificationWorker({ ...this.deps, ...overrides }, lease);
    this.#workers.push(worker);
    worker.start();
    return worker;
  }

  advance(milliseconds: number): void {
    this.clock.advance(milliseconds);
    for (const worker of this.#workers) worker.wake();
  }

  messages(state?: NotificationState): Promise<readonly NotificationRecord[]> {
    return this.deps.outbox.list({ state }, { after: undefined, limit: 100 });
  }

  async waitFor(state: NotificationState, count: number): Promise<readonly NotificationRecord[]> {
    await until(
      `${String(count)} messages to be ${state}`,
      async () => (await this.messages(state)).length >= count,
    );
    return this.messages(state);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    await this.database.close();
    await this.#test.drop();
  }
}
