import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { deliveryEndpoints, type DeliveryView } from '@slipway/contracts';
import { retryRules } from '@slipway/deliveries';
import { newId, systemClock, type Clock } from '@slipway/kernel';
import { SignalTopic } from '@slipway/ports';
import { sampleChange } from '@slipway/postgres/testing';
import { until } from '@slipway/testing';
import type { DeliveryHandler } from './handling/handler.ts';
import { pushPayload, signedDelivery } from './testing/signed-delivery.ts';
import { WebhookHarness } from './testing/webhook-harness.ts';

let harness: WebhookHarness;
beforeEach(async () => {
  harness = await WebhookHarness.start();
});
afterEach(async () => {
  await harness.stop();
});

/** Time stands where a test puts it; sleeps are those of the system. */
class MovedClock implements Clock {
  ahead = 0;
  now(): Date {
    return new Date(Date.now() + this.ahead);
  }
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(Math.min(milliseconds, 20), signal);
  }
}

const handlerOf = (handle: DeliveryHandler['handle']): DeliveryHandler => ({ event: 'push', handle });
const idsOf = (items: readonly DeliveryView[]): string[] => items.map(({ id }) => id);

describe('deliveries', () => {
  it('of a repository are handled one at a time and in order by all replicas together', async () => {
    const handled: string[] = [];
    const busy = new Set<string>();
    const handler = handlerOf(async ({ id, repository = '' }) => {
      expect(busy.has(repository)).toBe(false);
      busy.add(repository);
      await new Promise((resolve) => setImmediate(resolve));
      busy.delete(repository);
      handled.push(id);
      return { kind: 'handled', reason: 'seen' };
    });
    for (let replica = 0; replica < 3; replica += 1) await harness.addReplica({ handlers: [handler] });
    const repositories = Array.from({ length: 5 }, (_, index) => `acme/r${String(index)}`);
    const sent = new Map(repositories.map((name) => [name, [] as string[]]));
    const load = repositories.map(async (name) => {
      for (let index = 0; index < 20; index += 1) {
        const delivery = signedDelivery('push', pushPayload(name));
        sent.get(name)?.push(delivery.id);
        await harness.send(delivery, index % 3);
      }
    });
    await Promise.all(load);
    await until('all are handled', () => handled.length === 100);
    for (const ids of sent.values()) expect(handled.filter((id) => ids.includes(id))).toEqual(ids);
  });

  it('that fail are tried again and hold up nobody, and are dead after the last attempt', async () => {
    const clock = new MovedClock();
    let attempts = 0;
    const poison = signedDelivery('push', pushPayload('acme/models'));
    const handler = handlerOf(({ id }) => {
      if (id !== poison.id) return Promise.resolve({ kind: 'handled', reason: 'seen' });
      attempts += 1;
      return Promise.reject(new Error('it is poison'));
    });
    await harness.addReplica({ handlers: [handler], clock });
    await harness.send(poison);
    const next = signedDelivery('push', pushPayload('acme/models'));
    await harness.send(next);
    expect(await harness.settled(next.id)).toMatchObject({ state: 'handled', failures: 0 });
    for (let failures = 1; failures < retryRules.attempts; failures += 1) {
      await until('it has failed', async () => (await harness.find(poison.id)).failures === failures);
      expect(await harness.find(poison.id)).toMatchObject({ state: 'pending', reason: 'it is poison' });
      clock.ahead += retryRules.longestDelay * 2;
    }
    expect(await harness.settled(poison.id)).toMatchObject({
      state: 'dead',
      failures: retryRules.attempts,
      reason: 'it is poison',
    });
    expect(attempts).toBe(retryRules.attempts);
    const after = signedDelivery('push', pushPayload('acme/models'));
    await harness.send(after);
    expect((await harness.settled(after.id)).state).toBe('handled');
  });

  it('are replayed by their ids or by a filter, by administrators alone, and a dry run only tells', async () => {
    const handled: string[] = [];
    const handler = handlerOf(({ id }) => {
      handled.push(id);
      return Promise.resolve({ kind: 'handled', reason: 'seen' });
    });
    await harness.addReplica({ handlers: [handler] });
    const one = signedDelivery('push', pushPayload('acme/models'));
    const other = signedDelivery('push', pushPayload('acme/data'));
    const ignored = signedDelivery('watch', pushPayload('acme/data'));
    for (const each of [one, other, ignored]) await harness.send(each);
    await harness.settled(one.id);
    await harness.settled(other.id);
    const replay = (body: object, principal = 'admin'): Promise<{ items: DeliveryView[] }> =>
      harness.as(principal).call(deliveryEndpoints.replayDeliveries, { body });
    await expect(replay({ ids: [one.id] }, 'alice')).rejects.toThrow('it takes an administrator');
    await expect(replay({})).rejects.toThrow('by ids or by a filter');
    const filter = { repository: 'ACME/data' };
    expect(idsOf((await replay({ filter, dryRun: true })).items)).toEqual([other.id, ignored.id]);
    expect(handled.toSorted()).toEqual([one.id, other.id].toSorted()); // of two repositories: in either order
    await replay({ filter: { ...filter, event: 'push' } });
    await until('it is handled again', () => handled.length === 3);
    await replay({ ids: [one.id.toUpperCase(), ignored.id] });
    await until('it is handled again', () => handled.length === 4);
    expect(handled.slice(2)).toEqual([other.id, one.id]);
    expect(await harness.settled(ignored.id)).toMatchObject({ state: 'ignored', replays: 1 });
    await expect(replay({ ids: ['00000000-0000-4000-8000-000000000000'] })).rejects.toThrow(
      'there is no delivery',
    );
  });

  it('are listed newest first, page by page and by filters', async () => {
    await harness.addReplica();
    const sent = ['watch', 'star', 'watch', 'ping'].map((event) =>
      signedDelivery(event, pushPayload('acme/models')),
    );
    for (const each of sent) await harness.send(each);
    const ids = sent.map(({ id }) => id).reverse();
    const { items, cursor } = await harness
      .as('admin')
      .call(deliveryEndpoints.listDeliveries, { query: { limit: 3 } });
    expect(idsOf(items)).toEqual(ids.slice(0, 3));
    expect(idsOf(await harness.deliveries({ cursor: cursor ?? '' }))).toEqual(ids.slice(3));
    expect(idsOf(await harness.deliveries({ event: 'watch' }))).toEqual([ids[1], ids[3]]);
    expect(idsOf(await harness.deliveries({ state: 'ignored', until: new Date(0).toISOString() }))).toEqual(
      [],
    );
    await expect(harness.as('alice').call(deliveryEndpoints.listDeliveries, { query: {} })).rejects.toThrow(
      'it takes an administrator',
    );
  });
});

describe('a ping', () => {
  it('says which webhook is connected, and what it sends', async () => {
    await harness.addReplica();
    const payload = {
      zen: 'Keep it.',
      hook_id: 4,
      hook: { events: ['push', 'pull_request'] },
      repository: { full_name: 'a/b' },
    };
    const ping = signedDelivery('ping', payload);
    await harness.send(ping);
    expect(await harness.settled(ping.id)).toMatchObject({
      state: 'handled',
      reason: 'webhook 4 of a/b is connected; it sends push, pull_request',
    });
  });
});

describe('a push to the environment repository', () => {
  const woken: string[] = [];
  beforeEach(async () => {
    await harness.addReplica();
    woken.length = 0;
    for (const topic of [SignalTopic.ChangeAccepted, SignalTopic.ChangesSettled])
      await harness.database.signals.subscribe(topic, (payload) => woken.push(`${topic} ${payload}`));
  });

  const commit = (id: string, message: string): object => ({ id, message });
  const push = async (change: object): Promise<DeliveryView> => {
    const delivery = signedDelivery('push', pushPayload('Acme/Environment', change));
    await harness.send(delivery);
    return harness.settled(delivery.id);
  };
  const byHand = commit('1'.repeat(40), 'Add a job by hand');

  it('of somebody else wakes the committer and all who follow it', async () => {
    expect(await push({ commits: [byHand] })).toMatchObject({ state: 'handled' });
    await until('they are woken', () => woken.length === 2);
    expect(woken.sort()).toEqual([
      'slipway_change_accepted environment',
      'slipway_changes_settled environment',
    ]);
  });

  it('of the committer is known by the changes that its commits name, and is not acted upon', async () => {
    const change = sampleChange({ id: newId(new Date()) });
    await harness.database.appendChange(change);
    await until('that was told', () => woken.length === 1);
    const own = commit('1'.repeat(40), `Add a job\n\nChange-Id: ${change.id}\nRequested-By: alice\n`);
    expect(await push({ commits: [own] })).toMatchObject({
      state: 'ignored',
      reason: 'Slipway made this push itself, of 1 changes',
    });
    const forged = commit('1'.repeat(40), 'Not ours\n\nChange-Id: 01jdxxxxxxxxxxxxxxxxxxxxxx\n');
    const { id, outcome } = {
      id: change.id,
      outcome: { id: change.id, state: 'pushed' as const, commit: '2'.repeat(40) },
    };
    await harness.database.changeQueue.settle('environment', '2'.repeat(40), [outcome]);
    const copied = commit('1'.repeat(40), `Not ours either\n\nChange-Id: ${id}\n`);
    for (const commits of [[forged], [copied], [byHand, own]]) {
      expect((await push({ commits })).state).toBe('handled');
    }
    expect((await push({ commits: [own], forced: true })).state).toBe('handled');
  });

  it.each([
    [{ ref: 'refs/heads/topic' }, 'refs/heads/topic is not the branch that is reconciled, main'],
    [{ repository: { full_name: 'acme/models' } }, 'it is not the environment repository, acme/environment'],
  ])('is meant by nothing else: %j', async (change, reason) => {
    expect(await push({ commits: [byHand], ...change })).toMatchObject({ state: 'ignored', reason });
    expect(woken).toEqual([]);
  });
});
