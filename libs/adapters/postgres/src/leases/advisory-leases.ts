import { randomUUID } from 'node:crypto';
import { systemClock } from '@slipway/kernel';
import type { Lease, LeaseOptions, Leases, Logger } from '@slipway/ports';
import { Client } from 'pg';
import { bounds } from '../connection/pool.ts';

/**
 * Leases as session-level advisory locks, each on a connection of its own. A holder that is killed frees the lease at
 * once, because its connection closes; one that hangs or is cut off frees it after `duration`, because the server ends
 * a session that was idle so long. Not for use behind a pooler in transaction mode.
 */
export function createLeases(url: string, logger: Logger | undefined): Leases {
  return {
    acquire: async (name, options) => {
      for (let delay = 50; !options.signal.aborted; delay = Math.min(delay * 2, 1_000)) {
        try {
          const lease = await waitForLease(url, name, options);
          if (lease) return lease;
        } catch (error) {
          logger?.debug('lease is not to be had now', { lease: name, error });
        }
        await systemClock.sleep(delay, options.signal);
      }
      return undefined;
    },
  };
}

async function waitForLease(
  url: string,
  name: string,
  { duration, signal }: LeaseOptions,
): Promise<Lease | undefined> {
  const client = new Client({
    connectionString: url,
    application_name: 'slipway lease',
    connectionTimeoutMillis: bounds.connect,
    query_timeout: Math.max(bounds.connect, duration),
    // While waiting, the server looks up every second: for our sake, and to notice when we have gone.
    lock_timeout: 1_000,
    options: `-c idle_session_timeout=${String(duration)}`,
    keepAlive: true,
  });
  const lost = new AbortController();
  const drop = (): void => {
    lost.abort();
  };
  client.on('error', drop);
  client.on('end', drop);
  const close = async (): Promise<void> => {
    drop();
    await Promise.race([client.end().catch(() => undefined), systemClock.sleep(1_000)]);
  };
  const giveUp = (): void => void close();
  try {
    // Not while connecting: a client that is ended then never settles.
    await client.connect();
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    while (!(await tryLock(client, name)));
    const ticket = randomUUID();
    await client.query(
      `insert into changes.lease (name, ticket, acquired_at) values ($1, $2, clock_timestamp())
       on conflict (name) do update set ticket = excluded.ticket, acquired_at = excluded.acquired_at`,
      [name, ticket],
    );
    void renew(client, duration, lost).finally(() => void close());
    return { ticket, lost: lost.signal, release: close };
  } catch (error) {
    await close();
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** Waits at most one second for the lock. */
async function tryLock(client: Client, name: string): Promise<boolean> {
  try {
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [`slipway lease ${name}`]);
    return true;
  } catch (error) {
    const lockTimeout = '55P03';
    if ((error as { code?: string }).code === lockTimeout) return false;
    throw error;
  }
}

/**
 * Gives a sign of life three times in each duration. When none was answered for so long that the server may have given
 * the lease away, it counts as lost: the last answered sign was received by the server after we sent it.
 */
async function renew(client: Client, duration: number, lost: AbortController): Promise<void> {
  let renewedAt = performance.now();
  const isLost = (): boolean => lost.signal.aborted;
  while (!isLost()) {
    const expiry = setTimeout(
      () => {
        lost.abort();
      },
      Math.max(0, renewedAt + duration * 0.9 - performance.now()),
    );
    try {
      await systemClock.sleep(duration / 3, lost.signal);
      if (isLost()) return;
      const sentAt = performance.now();
      await client.query('select 1');
      renewedAt = sentAt;
    } catch {
      lost.abort();
    } finally {
      clearTimeout(expiry);
    }
  }
}
