import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { WebhookStatus, type ClaimedDelivery, type Webhook, type WebhookDeliveries } from '@slipway/ports';
import type { WebhookEventName } from '@slipway/registry';
import { Kysely, PostgresDialect } from 'kysely';
import { createPool, preparingPool } from '../connection/pool.ts';
import type { Schema } from '../schema.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { webhookDeliveries } from './webhook-deliveries.ts';
import { webhookOutbox } from './webhook-outbox.ts';
import { webhookStore } from './webhook-store.ts';

let test: TestDatabase;
let db: Kysely<Schema>;
let deliveries: WebhookDeliveries;

beforeAll(async () => {
  test = await createTestDatabase();
  const pool = createPool({ url: test.url, logger: undefined, maxConnections: 8 });
  db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: preparingPool(pool) }) });
  deliveries = webhookDeliveries(db);
});

afterAll(async () => {
  await db.destroy();
  await test.drop();
});

const start = new Date('2026-11-25T12:00:00.000Z');
const later = (seconds: number): Date => new Date(start.getTime() + 1_000 * seconds);

let counter = 0;
const addWebhook = async (overrides: Partial<Webhook> = {}): Promise<{ team: string; webhook: Webhook }> => {
  counter += 1;
  const webhook: Webhook = {
    id: `webhook-${String(counter)}`,
    name: 'ci',
    description: '',
    url: 'https://example.com/hook',
    events: ['model_version.created', 'model_version.deleted'],
    status: WebhookStatus.Active,
    createdAt: counter,
    updatedAt: counter,
    sealedSecret: undefined,
    ...overrides,
  };
  const team = `team-${String(counter)}`;
  await webhookStore(db).add(team, webhook, 10);
  return { team, webhook };
};

const publish = async (team: string, version: number, name: WebhookEventName = 'model_version.created') => {
  let told = false;
  const outbox = webhookOutbox(db, () => {
    told = true;
  });
  await outbox.publish({ team, name, at: start, data: { version } });
  return told;
};

const claim = async (worker: string, seconds = 0, limit = 100): Promise<readonly ClaimedDelivery[]> =>
  deliveries.claim(worker, { now: later(seconds), leasedUntil: later(seconds + 10), limit });

/** What is claimed of one webhook, as the versions of its events. */
const claimed = async (worker: string, { id }: Webhook, seconds = 0) =>
  (await claim(worker, seconds)).filter(({ webhookId }) => webhookId === id);

const versionOf = ({ body }: ClaimedDelivery): unknown =>
  (JSON.parse(body) as { data: { version: unknown } }).data.version;

describe('the outbox', () => {
  it('makes a delivery for each active webhook of the team that wants the event, and tells whether it did', async () => {
    const { team, webhook } = await addWebhook();
    await webhookStore(db).add(
      team,
      { ...webhook, id: `${webhook.id}-b`, events: ['model_version.created'] },
      10,
    );
    await webhookStore(db).add(
      team,
      { ...webhook, id: `${webhook.id}-c`, status: WebhookStatus.Disabled },
      10,
    );
    expect(await publish(team, 1)).toBe(true);
    expect(await publish(team, 2, 'registered_model.created')).toBe(false);
    expect(await publish('no-such-team', 3)).toBe(false);
    const found = (await claim('w')).filter((delivery) => delivery.team === team);
    expect(found.map(({ webhookId }) => webhookId).sort()).toEqual([webhook.id, `${webhook.id}-b`]);
    expect(found[0]).toMatchObject({
      url: 'https://example.com/hook',
      failures: 0,
      publishedAt: start,
      body: '{"entity":"model_version","action":"created","timestamp":"2026-11-25T12:00:00.000+00:00","data":{"version":1}}',
    });
  });

  it('keeps nothing of a transaction that was rolled back', async () => {
    const { team, webhook } = await addWebhook();
    const failed = db.transaction().execute(async (trx) => {
      await webhookOutbox(trx, () => undefined).publish({
        team,
        name: 'model_version.created',
        at: start,
        data: { version: 1 },
      });
      throw new Error('rolled back');
    });
    await expect(failed).rejects.toThrow('rolled back');
    expect(await claimed('w', webhook)).toEqual([]);
  });
});

describe('claims', () => {
  it('give the deliveries of a webhook one at a time and in order, each when the one before is settled', async () => {
    const { team, webhook } = await addWebhook();
    for (const version of [1, 2, 3]) await publish(team, version);
    const seen: unknown[] = [];
    for (let round = 0; round < 3; round += 1) {
      const [one, ...others] = await claimed('w', webhook);
      if (!one) throw new Error('nothing was claimed');
      expect(others).toEqual([]);
      expect(await claimed('other', webhook)).toEqual([]);
      seen.push(versionOf(one));
      await deliveries.settle('w', one.id, { kind: 'delivered', at: start });
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(await claimed('w', webhook)).toEqual([]);
  });

  it('give a delivery to one of many workers that ask at the same time', async () => {
    const webhooks = await Promise.all(Array.from({ length: 10 }, () => addWebhook()));
    for (const { team } of webhooks) await publish(team, 1);
    const all = await Promise.all(Array.from({ length: 8 }, (_, index) => claim(`racer-${String(index)}`)));
    const ids = all.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const again = await claim('late');
    const wanted = new Set(webhooks.map(({ webhook }) => webhook.id));
    const got = [...all.flat(), ...again].filter(({ webhookId }) => wanted.has(webhookId));
    expect(got).toHaveLength(10);
  });

  it('hold back what comes behind a retry until it is due, and then give it with its failures', async () => {
    const { team, webhook } = await addWebhook();
    await publish(team, 1);
    await publish(team, 2);
    const [first] = await claimed('w', webhook);
    if (!first) throw new Error('nothing was claimed');
    await deliveries.settle('w', first.id, { kind: 'retry', at: start, due: later(30), reason: 'no answer' });
    expect(await claimed('w', webhook, 29)).toEqual([]);
    expect(await claimed('w', webhook, 30)).toMatchObject([{ id: first.id, failures: 1 }]);
    await deliveries.settle('w', first.id, { kind: 'failed', at: later(31), reason: 'no answer' });
    expect((await claimed('w', webhook, 31)).map(versionOf)).toEqual([2]);
  });

  it('are free for others when their lease is over, and then the first worker can neither renew nor settle', async () => {
    const { team, webhook } = await addWebhook();
    await publish(team, 1);
    const [first] = await claimed('dead', webhook);
    if (!first) throw new Error('nothing was claimed');
    expect(await deliveries.renew('dead', [first.id], later(15))).toEqual(new Set([first.id]));
    expect(await claimed('heir', webhook, 14)).toEqual([]);
    expect(await claimed('heir', webhook, 15)).toMatchObject([{ id: first.id }]);
    expect(await deliveries.renew('dead', [first.id], later(60))).toEqual(new Set());
    await deliveries.settle('dead', first.id, { kind: 'delivered', at: start });
    await deliveries.release('dead');
    expect(await claimed('third', webhook, 24)).toEqual([]);
    await deliveries.release('heir');
    expect(await claimed('third', webhook, 24)).toMatchObject([{ id: first.id, failures: 0 }]);
  });

  it('wait for a webhook that is disabled, and end with one that is removed', async () => {
    const { team, webhook } = await addWebhook();
    await publish(team, 1);
    await webhookStore(db).change(team, webhook.id, { status: WebhookStatus.Disabled, updatedAt: 5 });
    expect(await claimed('w', webhook)).toEqual([]);
    await webhookStore(db).change(team, webhook.id, {
      status: WebhookStatus.Active,
      url: 'https://b.example/x',
      updatedAt: 6,
    });
    expect(await claimed('w', webhook)).toMatchObject([{ url: 'https://b.example/x' }]);
    expect(await webhookStore(db).remove(team, webhook.id)).toBe(true);
    expect(await claimed('w', webhook, 60)).toEqual([]);
  });
});

describe('old deliveries', () => {
  it('fail when they waited too long, and are removed when they were kept long enough', async () => {
    const { team, webhook } = await addWebhook();
    for (const version of [1, 2, 3]) await publish(team, version);
    const [first] = await claimed('w', webhook);
    await deliveries.settle('w', first?.id ?? '', { kind: 'delivered', at: later(1) });
    const before = await deliveries.countUnsettled();
    expect(await deliveries.expire(start, later(2), 10)).toBe(0);
    expect(await deliveries.expire(later(1), later(2), 1)).toBe(1);
    while ((await deliveries.expire(later(1), later(2), 100)) > 0);
    expect(before).toBeGreaterThanOrEqual(2);
    expect(await deliveries.countUnsettled()).toBe(0);
    const old = { delivered: later(2), failed: later(2) };
    expect(await deliveries.prune(old, 100)).toBeGreaterThanOrEqual(1);
    const rows = () => db.selectFrom('webhooks.delivery').select(['state', 'reason']).execute();
    expect(new Set((await rows()).map(({ state }) => state))).toEqual(new Set(['failed']));
    expect((await rows()).at(-1)?.reason).toBe('It waited too long for its turn.');
    while ((await deliveries.prune({ delivered: later(2), failed: later(60) }, 2)) > 0);
    expect(await rows()).toEqual([]);
  });
});

describe('webhooks', () => {
  it('are those of their team, newest first, at most so many', async () => {
    const { team, webhook } = await addWebhook();
    const store = webhookStore(db);
    const second = {
      ...webhook,
      id: `${webhook.id}-second`,
      createdAt: webhook.createdAt + 1,
      sealedSecret: Buffer.from([1, 2]),
    };
    expect(await store.add(team, second, 2)).toBe(true);
    expect(await store.add(team, { ...webhook, id: `${webhook.id}-third` }, 2)).toBe(false);
    expect(await store.list(team, { offset: 0, limit: 10 })).toEqual([second, webhook]);
    expect(await store.list(team, { offset: 1, limit: 1 })).toEqual([webhook]);
    expect(await store.find('other', webhook.id)).toBeUndefined();
    expect(await store.change('other', webhook.id, { name: 'x', updatedAt: 9 })).toBeUndefined();
    expect(await store.remove('other', webhook.id)).toBe(false);
    expect(
      await store.change(team, second.id, { sealedSecret: null, events: ['prompt.created'], updatedAt: 9 }),
    ).toEqual({
      ...second,
      sealedSecret: undefined,
      events: ['prompt.created'],
      updatedAt: 9,
    });
  });
});
