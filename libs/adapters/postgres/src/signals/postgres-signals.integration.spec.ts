import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignalTopic } from '@slipway/ports';
import { Client } from 'pg';
import { openDatabase, type Database } from '../database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = await openDatabase({ url: test.url });
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const endSessions = async (): Promise<void> => {
  const client = new Client({ connectionString: test.url });
  await client.connect();
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'slipway signals' and datname = current_database()`);
  await client.end();
};

describe('signals', () => {
  it('reach every subscriber of their topic, and nobody else', async () => {
    const settled: string[] = [];
    const again: string[] = [];
    const events: string[] = [];
    const stops = [
      await database.signals.subscribe(SignalTopic.ChangesSettled, (payload) => settled.push(payload)),
      await database.signals.subscribe(SignalTopic.ChangesSettled, (payload) => again.push(payload)),
      await database.signals.subscribe(SignalTopic.RunEvents, (payload) => events.push(payload)),
    ];
    await database.signals.notify(SignalTopic.ChangesSettled, 'environment');
    await until(() => settled.length === 1 && again.length === 1);
    await database.signals.notify(SignalTopic.RunEvents, 'vision');
    await until(() => events.length === 1);
    expect([settled, again, events]).toEqual([['environment'], ['environment'], ['vision']]);
    for (const stop of stops) await stop();
  });

  it('are not sent more often than needed when many ask at once', async () => {
    let heard = 0;
    const stop = await database.signals.subscribe(SignalTopic.RunEvents, () => (heard += 1));
    await Promise.all(
      Array.from({ length: 100 }, () => database.signals.notify(SignalTopic.RunEvents, 'busy')),
    );
    await until(() => heard > 0);
    expect(heard).toBeLessThanOrEqual(2);
    await stop();
  });

  it('call subscribers once after a reconnect, because something may have been missed', async () => {
    const heard: string[] = [];
    const stop = await database.signals.subscribe(SignalTopic.ChangeAccepted, (payload) =>
      heard.push(payload),
    );
    await endSessions();
    await until(() => heard.length === 1);
    expect(heard).toEqual(['']);
    await database.signals.notify(SignalTopic.ChangeAccepted, 'environment');
    await until(() => heard.length === 2);
    await stop();
  });

  it('do not reach who has stopped listening', async () => {
    const stopped: string[] = [];
    const other: string[] = [];
    const stop = await database.signals.subscribe(SignalTopic.RunEvents, (payload) => stopped.push(payload));
    const stopOther = await database.signals.subscribe(SignalTopic.RunEvents, (payload) =>
      other.push(payload),
    );
    await stop();
    await database.signals.notify(SignalTopic.RunEvents, 'vision');
    await until(() => other.length === 1);
    expect(stopped).toEqual([]);
    await stopOther();
  });

  it('go on after a listener has thrown', async () => {
    const heard: string[] = [];
    const stopBad = await database.signals.subscribe(SignalTopic.RunEvents, () => {
      throw new Error('a fault of the listener');
    });
    const stop = await database.signals.subscribe(SignalTopic.RunEvents, (payload) => heard.push(payload));
    await database.signals.notify(SignalTopic.RunEvents, 'vision');
    await until(() => heard.length === 1);
    await stopBad();
    await stop();
  });
});
