import type { Logger } from '@slipway/ports';

/** What has to be done to take everything back that was started, last first. */
export class Undo {
  readonly #steps: (() => Promise<void>)[] = [];
  readonly #logger: Logger;
  #running: Promise<void> | undefined;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  later(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /** One step that fails does not keep the others from being taken. Idempotent. */
  all(): Promise<void> {
    return (this.#running ??= this.#takeAll());
  }

  async #takeAll(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) {
      await step().catch((error: unknown) => {
        this.#logger.error('a part could not be stopped', { error });
      });
    }
  }
}
