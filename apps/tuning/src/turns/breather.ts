import { setImmediate } from 'node:timers/promises';

/** Lets other work of the process in while a study has much to do. Times in milliseconds. */
export class Breather {
  readonly #began = performance.now();
  #last = this.#began;

  /** Since it was made. */
  get elapsed(): number {
    return performance.now() - this.#began;
  }

  /** Call between two pieces of work. */
  async pause(): Promise<void> {
    if (performance.now() - this.#last < 20) return;
    await setImmediate();
    this.#last = performance.now();
  }
}
