import type { Clock } from '@slipway/kernel';

/** A clock that stands still until it is told to go on: minutes pass in milliseconds. */
export class VirtualClock implements Clock {
  #now = Date.now();
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  #onSleep: (() => void) | undefined;

  now(): Date {
    return new Date(this.#now);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const wake = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { until: this.#now + milliseconds, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
      this.#onSleep?.();
    });
  }

  /** Resolves when somebody sleeps, and so has nothing to do at this time. */
  async somebodySleeps(): Promise<void> {
    while (this.#sleepers.size === 0) await new Promise<void>((resolve) => (this.#onSleep = resolve));
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
    for (const { until, wake } of [...this.#sleepers]) if (until <= this.#now) wake();
  }
}
