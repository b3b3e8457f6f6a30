import { setTimeout } from 'node:timers/promises';
import type { Clock } from '@slipway/kernel';

/** A clock on which every sleep is over at once, and counts: a budget of minutes is measured in milliseconds. */
export class JumpingClock implements Clock {
  #now = Date.now();

  now(): Date {
    return new Date(this.#now);
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    this.#now += milliseconds;
    await setTimeout(1);
  }
}
