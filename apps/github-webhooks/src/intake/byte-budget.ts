import { refused } from './refusal.ts';

/** Bytes that may be held in memory at a time. */
export class ByteBudget {
  readonly #limit: number;
  #held = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** A part of the budget that grows as bytes arrive, and is given back as a whole. */
  open(): { take(bytes: number): void; give(): void } {
    let taken = 0;
    return {
      take: (bytes) => {
        if (this.#held + bytes > this.#limit)
          throw refused('overload', 'too much arrives at once: try again');
        this.#held += bytes;
        taken += bytes;
      },
      give: () => {
        this.#held -= taken;
        taken = 0;
      },
    };
  }
}

/** So many at a time; the others wait for their turn, in order. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async take(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
