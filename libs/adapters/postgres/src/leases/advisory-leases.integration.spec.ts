import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';
import { createLeases } from './advisory-leases.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
});

afterAll(() => test.drop());

const forever = new AbortController().signal;
const leases = () => createLeases(test.url, undefined);

/** Ends the sessions that hold leases, as a dying server would. */
const endSessions = async (): Promise<void> => {
  const client = new Client({ connectionString: test.url });
  await client.connect();
  await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'slipway lease' and datname = current_database()`);
  await client.end();
};

describe('a lease', () => {
  it('goes to one holder at a time, and to the next as soon as it is released', async () => {
    const held: string[] = [];
    let most = 0;
    const work = async (): Promise<void> => {
      const lease = await leases().acquire('turns', { duration: 5_000, signal: forever });
      held.push(lease?.ticket ?? '');
      most = Math.max(most, held.length);
      held.pop();
      await lease?.release();
    };
    await Promise.all(Array.from({ length: 6 }, work));
    expect(most).toBe(1);
  });

  it('is not waited for any longer when the signal aborts', async () => {
    const first = await leases().acquire('busy', { duration: 5_000, signal: forever });
    const waiting = new AbortController();
    const second = leases().acquire('busy', { duration: 5_000, signal: waiting.signal });
    waiting.abort();
    expect(await second).toBeUndefined();
    expect(first?.lost.aborted).toBe(false);
    await first?.release();
  });

  it('is lost with its session, and to be had again', async () => {
    const lease = await leases().acquire('session', { duration: 5_000, signal: forever });
    await endSessions();
    await until(() => lease?.lost.aborted ?? false);
    const again = await leases().acquire('session', { duration: 5_000, signal: forever });
    expect(again?.lost.aborted).toBe(false);
    expect(again?.ticket).not.toBe(lease?.ticket);
    await again?.release();
  });

  it('is renewed beyond its duration', async () => {
    const lease = await leases().acquire('renewed', { duration: 300, signal: forever });
    const started = Date.now();
    await until(() => Date.now() - started > 900);
    expect(lease?.lost.aborted).toBe(false);
    await lease?.release();
  });

  it('goes to another when its holder gives no sign of life for its duration', async () => {
    // A holder that hangs: it has the lock and never renews.
    const hanging = new Client({ connectionString: test.url, options: '-c idle_session_timeout=200' });
    hanging.on('error', () => undefined);
    await hanging.connect();
    await hanging.query(`select pg_advisory_lock(hashtextextended('slipway lease hanging', 0))`);
    const lease = await leases().acquire('hanging', { duration: 5_000, signal: forever });
    expect(lease?.lost.aborted).toBe(false);
    await lease?.release();
  });

  it('is held apart from leases of other names', async () => {
    const one = await leases().acquire('one', { duration: 5_000, signal: forever });
    const two = await leases().acquire('two', { duration: 5_000, signal: forever });
    expect(two).toBeDefined();
    await one?.release();
    await two?.release();
  });
});
