import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { endSessions } from '@slipway/postgres/testing';
import { until } from '@slipway/testing';
import { DatabaseGate } from './testing/database-gate.ts';
import { pushPayload, signedDelivery } from './testing/signed-delivery.ts';
import { WebhookHarness } from './testing/webhook-harness.ts';

let harness: WebhookHarness;
let gate: DatabaseGate;
beforeEach(async () => {
  harness = await WebhookHarness.start();
  gate = await DatabaseGate.to(harness.databaseUrl);
  await harness.addReplica({ databaseUrl: gate.url, handlers: [] });
  await harness.addReplica({ handlers: [] });
});
afterEach(async () => {
  gate.open();
  await harness.stop();
  await gate.close();
});

describe('while the database is away', () => {
  it('a delivery is refused so that GitHub shows it as failed, and is taken when it comes again', async () => {
    const delivery = signedDelivery('push', pushPayload('acme/models'));
    gate.shut();
    const { status, headers, body } = await harness.send(delivery);
    expect({ status, retry: headers.get('retry-after'), detail: body.detail }).toEqual({
      status: 503,
      retry: '1',
      detail: 'the delivery could not be stored now',
    });
    expect(await harness.database.deliveryLedger.find(delivery.id)).toBeUndefined();
    gate.open();
    await until('it is taken', async () => (await harness.send(delivery)).status === 202);
    expect(await harness.database.deliveryLedger.find(delivery.id)).toBeDefined();
  });

  it('what was acknowledged is there, though the database restarts in the middle', async () => {
    const acknowledged: string[] = [];
    const statuses = new Set<number>();
    const senders = Array.from({ length: 8 }, async () => {
      for (let index = 0; index < 40; index += 1) {
        const delivery = signedDelivery('push', pushPayload('acme/models'));
        const { status } = await harness.send(delivery, 1);
        statuses.add(status);
        if (status === 202) acknowledged.push(delivery.id);
      }
    });
    for (let restart = 1; restart <= 3; restart += 1) {
      await until('some are acknowledged', () => acknowledged.length > restart * 40);
      await endSessions(harness.databaseUrl);
    }
    await Promise.all(senders);
    expect([...statuses].filter((status) => status !== 202 && status !== 503)).toEqual([]);
    await until('the database answers', () =>
      harness.database.ping().then(
        () => true,
        () => false,
      ),
    );
    expect((await harness.database.deliveryLedger.known(acknowledged)).size).toBe(acknowledged.length);
  });
});
