import { systemClock } from '@slipway/kernel';
import type { Logger, Signals, SignalTopic } from '@slipway/ports';
import { Client } from 'pg';
import { bounds } from '../connection/pool.ts';
import type { Notifier } from './notifier.ts';

type Listener = (payload: string) => void;

export interface ListeningSignals extends Signals {
  close(): Promise<void>;
}

const heartbeat = 15_000;

/**
 * Signals by LISTEN and NOTIFY. One connection of its own listens; it is made on the first subscription and made again,
 * with growing pauses, whenever it is lost. A quiet connection is asked for a sign of life every 15 s, because a server
 * that vanished without a word is noticed in no other way.
 */
export function createSignals(url: string, notifier: Notifier, logger: Logger | undefined): ListeningSignals {
  const listeners = new Map<SignalTopic, Set<Listener>>();
  const closing = new AbortController();
  const closed = (): boolean => closing.signal.aborted;
  let client: Client | undefined;
  let running: Promise<void> | undefined;
  let firstConnection: Promise<void> | undefined;

  const call = (listener: Listener, payload: string): void => {
    try {
      listener(payload);
    } catch (error) {
      logger?.error('listener of a signal failed', { error });
    }
  };

  /** Connects, listens to everything subscribed, and resolves when the connection is lost or closed. */
  const listenOnce = async (again: boolean, connected: () => void): Promise<void> => {
    const mine = new Client({
      connectionString: url,
      application_name: 'slipway signals',
      connectionTimeoutMillis: bounds.connect,
      query_timeout: bounds.connect,
      keepAlive: true,
    });
    const lost = new AbortController();
    const isLost = (): boolean => lost.signal.aborted;
    const drop = (): void => {
      lost.abort();
    };
    mine.on('error', drop);
    mine.on('end', drop);
    closing.signal.addEventListener('abort', drop, { once: true });
    mine.on('notification', ({ channel, payload }) => {
      for (const listener of listeners.get(channel as SignalTopic) ?? []) call(listener, payload ?? '');
    });
    try {
      await mine.connect();
      client = mine;
      for (const topic of listeners.keys()) await mine.query(`listen ${topic}`);
      connected();
      if (again) for (const all of listeners.values()) for (const listener of all) call(listener, '');
      while (!isLost()) {
        await systemClock.sleep(heartbeat, lost.signal);
        if (!isLost()) await mine.query('select 1');
      }
    } finally {
      client = undefined;
      closing.signal.removeEventListener('abort', drop);
      await Promise.race([mine.end().catch(() => undefined), systemClock.sleep(1_000)]);
    }
  };

  const keepListening = async (connected: () => void): Promise<void> => {
    let delay = 50;
    for (let again = false; !closed(); again = true) {
      try {
        await listenOnce(again, () => {
          delay = 50;
          connected();
        });
      } catch (error) {
        logger?.debug('signals are not connected', { error });
      }
      if (closed()) return;
      await systemClock.sleep(delay, closing.signal);
      delay = Math.min(delay * 2, 2_000);
    }
  };

  return {
    notify: (topic, payload) => notifier.notify(topic, payload),

    subscribe: async (topic, listener) => {
      const known = listeners.get(topic);
      const all = known ?? new Set();
      all.add(listener);
      listeners.set(topic, all);
      if (!running) {
        firstConnection = new Promise((resolve) => {
          running = keepListening(resolve);
        });
      }
      // Without the server the subscription stands all the same and is made good on the reconnect, which calls it.
      await Promise.race([firstConnection, systemClock.sleep(bounds.connect, closing.signal)]);
      if (!known) await client?.query(`listen ${topic}`).catch(() => undefined);
      return async () => {
        all.delete(listener);
        if (all.size === 0 && listeners.get(topic) === all) {
          listeners.delete(topic);
          await client?.query(`unlisten ${topic}`).catch(() => undefined);
        }
      };
    },

    close: async () => {
      closing.abort();
      await running;
    },
  };
}
