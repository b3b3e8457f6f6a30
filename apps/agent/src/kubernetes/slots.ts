/** So many may work at a time, such as read logs; the others wait in the order in which they came. */
export class Slots {
  /** In the order in which they came. */
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Somebody waits: give the slot back soon. */
  get contended(): boolean {
    return this.#waiting.size > 0;
  }

  /**
   * Does the work in a slot. Who has to wait for one gets a function by which to leave the queue: then the work is not
   * done, and the answer is undefined.
   */
  async use<T>(
    work: () => Promise<T>,
    onWait: (leave: () => void) => void = () => undefined,
  ): Promise<T | undefined> {
    if (this.#free > 0) this.#free -= 1;
    else if (!(await this.#turn(onWait))) return undefined;
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next) {
        this.#waiting.delete(next);
        next();
      } else this.#free += 1;
    }
  }

  #turn(onWait: (leave: () => void) => void): Promise<boolean> {
    return new Promise((resolve) => {
      const enter = (): void => {
        resolve(true);
      };
      this.#waiting.add(enter);
      onWait(() => {
        if (this.#waiting.delete(enter)) resolve(false);
      });
    });
  }
}
