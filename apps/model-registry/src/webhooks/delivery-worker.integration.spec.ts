import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newId, systemClock, systemRandom } from '@slipway/kernel';
import { WebhookStatus, type Webhook } from '@slipway/ports';
import { openDatabase, type Database } from '@slipway/postgres';
import { createTestDatabase, type TestDatabase } from '@slipway/postgres/testing';
import type { WebhookEventName } from '@slipway/registry';
import type { OutboxWorker } from '@slipway/service';
import { createMetrics } from '@slipway/telemetry';
import { quietLogger, until } from '@slipway/testing';
import { signDelivery } from '@slipway/webhook-delivery';
import { createDeliveryWorker } from './delivery-worker.ts';
import { sealSecret } from './secret-box.ts';
import { startWebhookReceiver, type WebhookReceiver } from './testing/webhook-receiver.ts';
import type { WebhookContext } from './webhook-context.ts';
import { readWebhookSettings } from './webhook-settings.ts';

const env = {
  MLFLOW_WEBHOOK_ALLOWED_SCHEMES: 'http,https',
  MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true',
  MLFLOW_WEBHOOK_REQUEST_TIMEOUT: '5',
};
const lease = 500;

let test: TestDatabase;
let database: Database;
let directory: string;
let context: WebhookContext;
let receiver: WebhookReceiver;
const workers: OutboxWorker[] = [];

beforeEach(async () => {
  test = await createTestDatabase();
  database = await openDatabase({ url: test.url, maxConnections: 4 });
  directory = await mkdtemp(join(tmpdir(), 'slipway-webhooks-'));
  receiver = await startWebhookReceiver();
  context = {
    webhookStore: database.webhookStore,
    webhookDeliveries: database.webhookDeliveries,
    webhookSettings: await readWebhookSettings(env, directory),
    clock: systemClock,
    random: systemRandom,
    logger: quietLogger,
    metrics: createMetrics(),
  };
});

afterEach(async () => {
  await receiver.close();
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await database.close();
  await test.drop();
  await rm(directory, { recursive: true, force: true });
});

const startWorker = (overrides: Partial<WebhookContext> = {}): OutboxWorker => {
  const worker = createDeliveryWorker({ ...context, ...overrides }, lease);
  workers.push(worker);
  worker.start();
  return worker;
};

const addWebhook = async (overrides: Partial<Webhook> = {}): Promise<Webhook> => {
  const webhook: Webhook = {
    id: newId(new Date()),
    name: 'ci',
    description: '',
    url: `${receiver.url}/hook`,
    events: ['model_version.created'],
    status: WebhookStatus.Active,
    createdAt: 1,
    updatedAt: 1,
    sealedSecret: undefined,
    ...overrides,
  };
  await database.webhookStore.add('vision', webhook, 100);
  return webhook;
};

const publish = async (data: object, name: WebhookEventName = 'model_version.created'): Promise<void> => {
  await database.modelStore.transaction(({ webhooks }) =>
    webhooks.publish({ team: 'vision', name, at: new Date(), data: { ...data } }),
  );
  for (const worker of workers) worker.wake();
};

const allSettled = (): Promise<unknown> =>
  until(
    'all deliveries to be settled',
    async () => (await database.webhookDeliveries.countUnsettled()) === 0,
  );

describe('a delivery', () => {
  it('is a POST of what happened, signed by the secret over id, time and body', async () => {
    const id = newId(new Date());
    const sealedSecret = sealSecret(
      { key: context.webhookSettings.secretKey, webhookId: id },
      'hush',
      systemRandom,
    );
    await addWebhook({ id, sealedSecret });
    startWorker();
    await publish({ name: 'iris', version: '1' });
    await receiver.waitFor(1);
    const [one] = receiver.received;
    expect(one).toMatchObject({
      path: '/hook',
      event: 'model_version.created',
      data: { name: 'iris', version: '1' },
      headers: { 'content-type': 'application/json' },
    });
    const timestamp = Number(one?.headers['x-mlflow-timestamp']);
    expect(Math.abs(timestamp - Date.now() / 1_000)).toBeLessThan(60);
    expect(one?.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const signed = { id: one?.id ?? '', timestamp, body: one?.body ?? '' };
    expect(one?.headers['x-mlflow-signature']).toBe(signDelivery('hush', signed));
    await allSettled();
  });

  it('is tried again with the same id after a 503, and comes before what was published later', async () => {
    await addWebhook();
    let failures = 1;
    receiver.answer(() => ({ status: failures-- > 0 ? 503 : 204 }));
    startWorker();
    await publish({ version: '1' });
    await publish({ version: '2' });
    await receiver.waitFor(3);
    await allSettled();
    expect(receiver.received.map(({ data }) => data.version)).toEqual(['1', '1', '2']);
    expect(receiver.received[1]?.id).toBe(receiver.received[0]?.id);
    expect(receiver.received[2]?.id).not.toBe(receiver.received[0]?.id);
  });

  it('fails at once when the receiver refuses or redirects it, and when it may not connect', async () => {
    await addWebhook();
    receiver.answer(() => ({ status: 302, headers: { Location: `${receiver.url}/elsewhere` } }));
    startWorker();
    await publish({ version: '1' });
    await allSettled();
    receiver.answer(() => ({ status: 422 }));
    await publish({ version: '2' });
    await allSettled();
    expect(receiver.received.map(({ path, data }) => [path, data.version])).toEqual([
      ['/hook', '1'],
      ['/hook', '2'],
    ]);
  });

  it('never reaches a private address when the settings do not allow it, by name or by number', async () => {
    const { port } = new URL(receiver.url);
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '0x7f.1'])
      await addWebhook({ url: `http://${host}:${port}/hook` });
    startWorker({ webhookSettings: { ...context.webhookSettings, allowPrivateAddresses: false } });
    await publish({ version: '1' });
    await allSettled();
    expect(receiver.received).toEqual([]);
  });

  it('does not wait for a receiver of another webhook that does not answer', async () => {
    await addWebhook({ url: `${receiver.url}/slow` });
    await addWebhook({ url: `${receiver.url}/fast` });
    receiver.answer(({ path }) => (path === '/slow' ? 'never' : { status: 200 }));
    startWorker();
    for (const version of ['1', '2', '3']) await publish({ version });
    await until(
      'three fast ones',
      () => receiver.received.filter(({ path }) => path === '/fast').length === 3,
    );
    // However often it was tried anew meanwhile, the slow one is still at its first.
    const slow = receiver.received.filter(({ path }) => path === '/slow');
    expect(new Set(slow.map(({ data }) => data.version))).toEqual(new Set(['1']));
  });

  it('waits while its secret cannot be decrypted', async () => {
    const id = newId(new Date());
    const key = new Uint8Array(32).fill(1);
    await addWebhook({ id, sealedSecret: sealSecret({ key, webhookId: id }, 'hush', systemRandom) });
    const wrong = startWorker();
    await publish({ version: '1' });
    await until('a failure', async () => {
      const now = new Date(Date.now() + 60_000);
      const [one] = await database.webhookDeliveries.claim('test', { now, leasedUntil: now, limit: 1 });
      await database.webhookDeliveries.release('test');
      return (one?.failures ?? 0) > 0;
    });
    await wrong.stop();
    startWorker({ webhookSettings: { ...context.webhookSettings, secretKey: key } });
    await receiver.waitFor(1);
    await allSettled();
  });
});

describe('several workers', () => {
  it('share the deliveries, and each is made once', async () => {
    for (let index = 0; index < 5; index += 1) await addWebhook({ url: `${receiver.url}/${String(index)}` });
    for (let index = 0; index < 3; index += 1) startWorker();
    for (let version = 0; version < 10; version += 1) await publish({ version });
    await allSettled();
    expect(receiver.received).toHaveLength(50);
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(50);
    for (let index = 0; index < 5; index += 1) {
      const versions = receiver.received
        .filter(({ path }) => path === `/${String(index)}`)
        .map(({ data }) => data.version);
      expect(versions).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  it('take over what a stopped one gives back at once', async () => {
    await addWebhook();
    receiver.answer(() => 'never');
    const first = startWorker();
    await publish({ version: '1' });
    await receiver.waitFor(1);
    receiver.answer(() => ({ status: 200 }));
    await first.stop();
    startWorker();
    await allSettled();
    expect(receiver.received.map(({ id }) => id)).toEqual([
      receiver.received[0]?.id,
      receiver.received[0]?.id,
    ]);
  });
});

describe('a worker that is killed', () => {
  const program = fileURLToPath(new URL('testing/delivery-process.ts', import.meta.url));

  const startProcess = (): ChildProcess =>
    spawn(
      process.execPath,
      [
        '--conditions=@slipway/source',
        '--disable-warning=ExperimentalWarning',
        program,
        test.url,
        directory,
        String(lease),
      ],
      { env: { ...process.env, ...env, NODE_OPTIONS: '' }, stdio: 'ignore' },
    );

  it('loses nothing: what it had under way is delivered by the next, in the same order', async () => {
    await addWebhook();
    const total = 9;
    for (let version = 0; version < total; version += 1) await publish({ version });
    for (const kills of [2, 7]) {
      const child = startProcess();
      // The answer to this one is never seen: the worker dies while it waits.
      receiver.answer(({ data }) => (data.version === kills ? 'never' : { status: 200 }));
      await until('the delivery it dies on', () =>
        receiver.received.some(({ data }) => data.version === kills),
      );
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    receiver.answer(() => ({ status: 200 }));
    startWorker();
    await allSettled();
    const versions = receiver.received.map(({ data }) => Number(data.version));
    expect([...new Set(versions)]).toEqual(Array.from({ length: total }, (_, version) => version));
    expect(versions).toEqual([...versions].sort((left, right) => left - right));
    const idsOf = (version: number): Set<string> =>
      new Set(receiver.received.filter(({ data }) => data.version === version).map(({ id }) => id));
    for (const version of [2, 7]) expect(idsOf(version).size).toBe(1);
  });
});
