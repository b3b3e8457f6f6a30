/** The most pushes that fell into one minute since it was last asked. */
export class BusiestMinute {
  #most = 0;

  /** @param pushes of the last 60 s */
  saw(pushes: number): void {
    this.#most = Math.max(this.#most, pushes);
  }

  take(): number {
    const most = this.#most;
    this.#most = 0;
    return most;
  }
}
