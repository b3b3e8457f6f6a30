import { setTimeout as sleep } from 'node:timers/promises';
import type { SignalTopic } from '@slipway/ports';
import type { Pool } from 'pg';
import { toDatabaseError } from '../connection/errors.ts';

export interface Notifier {
  notify(topic: SignalTopic, payload: string): Promise<void>;
}

interface Pending {
  running: Promise<void>;
  next: Promise<void> | undefined;
}

/** Milliseconds between two notifications of the same: under load one tells of many changes. */
const rest = 20;

/**
 * Sends notifications outside of the transactions they tell of, and at most one at a time for each topic and payload:
 * who asks while one is under way shares the next. A NOTIFY holds a lock of the whole server until its transaction is
 * on disk, so inside the transactions of a hot path it would let only one of them commit at a time.
 */
export function createNotifier(pool: Pool): Notifier {
  const pending = new Map<string, Pending>();

  const send = async (topic: SignalTopic, payload: string): Promise<void> => {
    try {
      await pool.query({
        name: 'slipway_notify',
        text: 'select pg_notify($1, $2)',
        values: [topic, payload],
      });
    } catch (error) {
      throw toDatabaseError(error);
    }
  };

  return {
    notify: (topic, payload) => {
      const key = `${topic} ${payload}`;
      const entry = pending.get(key);
      if (entry) {
        entry.next ??= entry.running
          .catch(() => undefined)
          .then(() => sleep(rest))
          .then(() => start(key, topic, payload));
        return entry.next;
      }
      return start(key, topic, payload);
    },
  };

  function start(key: string, topic: SignalTopic, payload: string): Promise<void> {
    const running = send(topic, payload).finally(() => {
      if (pending.get(key)?.running === running && pending.get(key)?.next === undefined) pending.delete(key);
    });
    pending.set(key, { running, next: undefined });
    return running;
  }
}
