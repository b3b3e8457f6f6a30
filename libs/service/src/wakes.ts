import type { Clock } from '@slipway/kernel';

/** A reason of our own: the default one is an error with a stack, made anew each time. */
const woken = Symbol('woken');

/**
 * Wake-ups within this process: who waits for something about a key looks again when somebody says that it changed. A
 * wake between looking and waiting is not lost, because the waiter names the version it looked at.
 */
export class Wakes {
  readonly #clock: Clock;
  readonly #topics = new Map<string, Topic>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Something about this key has changed. */
  wake(key: string): void {
    const topic = this.#topics.get(key);
    if (!topic) return;
    topic.version += 1;
    topic.changed.abort(woken);
    topic.changed = new AbortController();
  }

  /** Something may have changed about any key. */
  wakeAll(): void {
    for (const key of [...this.#topics.keys()]) this.wake(key);
  }

  /** Starts to watch a key. The watch must be closed. */
  watch(key: string): Watch {
    const topic = this.#topics.get(key) ?? { version: 0, changed: new AbortController(), watches: 0 };
    this.#topics.set(key, topic);
    topic.watches += 1;
    let open = true;
    let seen = topic.version;
    return {
      look: () => {
        seen = topic.version;
      },
      wait: async (milliseconds, signal) => {
        if (topic.version !== seen || signal.aborted) return;
        await this.#clock.sleep(milliseconds, AbortSignal.any([signal, topic.changed.signal]));
      },
      close: () => {
        if (!open) return;
        open = false;
        topic.watches -= 1;
        if (topic.watches === 0) this.#topics.delete(key);
      },
    };
  }
}

export interface Watch {
  /** Call before looking: wakes that come afterwards end the next `wait`. */
  look(): void;
  /** Resolves at the next wake since `look`, after so many milliseconds, or when the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

interface Topic {
  version: number;
  changed: AbortController;
  watches: number;
}
