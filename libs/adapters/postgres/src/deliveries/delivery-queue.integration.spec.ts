import { randomUUID } from 'node:crypto';
import { zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ClaimedLane, NewDelivery } from '@slipway/ports';
import { openDatabase, type Database } from '../database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';

let test: TestDatabase;
let database: Database;
beforeEach(async () => {
  test = await createTestDatabase();
  database = await openDatabase({ url: test.url, maxConnections: 5 });
});
afterEach(async () => {
  await database.close();
  await test.drop();
});

const now = new Date('2026-11-26T12:00:00Z');
const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);

const newDelivery = (repository: string, change: Partial<NewDelivery> = {}): NewDelivery => ({
  id: randomUUID(),
  event: 'push',
  ...{
    action: undefined,
    repository,
    owner: repository.split('/')[0],
    number: 7,
    ref: undefined,
    commit: undefined,
  },
  signature: 'ab'.repeat(32),
  bytes: 2,
  place: { block: 0, offset: 0 },
  receivedAt: now,
  ignored: undefined,
  ...change,
});

async function record(...deliveries: readonly NewDelivery[]): Promise<void> {
  await database.deliveryLedger.record(deliveries, [zstdCompressSync(Buffer.from('{}'))]);
}

const claim = (worker: string, at = now, after = '', lanes = 10): Promise<readonly ClaimedLane[]> =>
  database.deliveryQueue.claim(worker, {
    now: at,
    leasedUntil: new Date(at.getTime() + 10_000),
    after,
    lanes,
    perLane: 2,
  });
const lanesOf = (claimed: readonly ClaimedLane[]): string[] => claimed.map(({ lane }) => lane);

describe('lanes', () => {
  it('are with one worker at a time, until it gives them back or its lease is over', async () => {
    const [first, second, third] = [newDelivery('a/a'), newDelivery('A/a'), newDelivery('a/a')];
    await record(first, second, third);
    const [lane] = await claim('one');
    expect(lane?.deliveries.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(await claim('two')).toEqual([]);
    await database.deliveryQueue.release('two', ['a/a']);
    expect(await claim('two')).toEqual([]);
    expect(await database.deliveryQueue.renew('one', ['a/a', 'b/b'], later(20_000))).toEqual(
      new Set(['a/a']),
    );
    expect(await claim('two', later(15_000))).toEqual([]);
    expect(lanesOf(await claim('two', later(20_001)))).toEqual(['a/a']);
    expect(await database.deliveryQueue.renew('one', ['a/a'], later(60_000))).toEqual(new Set());
    await database.deliveryQueue.release('two', ['a/a']);
    expect(lanesOf(await claim('one', later(20_001)))).toEqual(['a/a']);
  });

  it('are never with two of many workers who claim at once', async () => {
    await record(...Array.from({ length: 40 }, (_, index) => newDelivery(`a/r${String(index % 20)}`)));
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, worker) => claim(`w${String(worker)}`, now, '', 20)),
    );
    const lanes = claims.flatMap(lanesOf);
    expect(new Set(lanes).size).toBe(lanes.length);
    expect(lanes.length).toBe(20);
  });

  it('take turns: who claims goes on after the last one it had', async () => {
    await record(...['a/1', 'a/2', 'a/3', 'a/4'].map((name) => newDelivery(name)));
    expect(lanesOf(await claim('one', now, 'a/2', 2))).toEqual(['a/3', 'a/4']);
    expect(lanesOf(await claim('one', now, 'a/4', 1))).toEqual(['a/1']);
  });

  it('with nothing due are passed over, and what is due in them is not held up', async () => {
    const [poison, next] = [newDelivery('a/a'), newDelivery('a/a')];
    await record(poison, next);
    const [lane] = await claim('one');
    const sequence = lane?.deliveries[0]?.sequence ?? 0;
    const retry = { kind: 'retry', at: now, due: later(60_000), reason: 'it is poison' } as const;
    expect(await database.deliveryQueue.settle('one', 'a/a', sequence, retry)).toBe(true);
    await database.deliveryQueue.release('one', ['a/a']);
    const [again] = await claim('one');
    expect(again?.deliveries.map(({ id }) => id)).toEqual([next.id]);
    expect(await database.deliveryLedger.find(poison.id)).toMatchObject({
      failures: 1,
      dueAt: later(60_000),
    });
  });
});

describe('a delivery', () => {
  it('is settled once, by the worker that has its lane', async () => {
    const delivery = newDelivery('a/a');
    await record(delivery);
    const [lane] = await claim('one');
    const sequence = lane?.deliveries[0]?.sequence ?? 0;
    const outcome = { kind: 'handled', at: now, reason: 'done' } as const;
    expect(await database.deliveryQueue.settle('two', 'a/a', sequence, outcome)).toBe(false);
    expect(await database.deliveryQueue.settle('one', 'a/a', sequence, outcome)).toBe(true);
    expect(await database.deliveryQueue.settle('one', 'a/a', sequence, outcome)).toBe(false);
    expect(await database.deliveryLedger.find(delivery.id)).toMatchObject({
      state: 'handled',
      settledAt: now,
    });
  });

  it('is kept as long as it waits, and its payload too; others go when their time has come', async () => {
    const old = later(-40 * 86_400_000);
    const pending = newDelivery('a/a', { receivedAt: old });
    const ignored = newDelivery('a/b', { receivedAt: old, ignored: 'nobody' });
    const recent = newDelivery('a/c', { ignored: 'nobody' });
    for (const each of [pending, ignored, recent]) await record(each);
    const { deliveryLedger } = database;
    const bounds = { payloadsBefore: later(-1), payloadBytes: 1e9, deliveriesBefore: later(-1) };
    expect(await deliveryLedger.prune(bounds)).toBe(false);
    expect(await deliveryLedger.known([pending.id, ignored.id, recent.id])).toEqual(
      new Set([pending.id, recent.id]),
    );
    expect(await deliveryLedger.payload(pending.id)).toEqual(Buffer.from('{}'));
    await deliveryLedger.prune({ ...bounds, payloadBytes: 0 });
    expect(await deliveryLedger.payload(recent.id)).toBeUndefined();
    expect(await deliveryLedger.payload(pending.id)).toEqual(Buffer.from('{}'));
    expect(await deliveryLedger.backlog()).toEqual({ pending: 1, oldest: old });
  });
});
