/**
 * Lets all who want the same thing at the same time share one piece of work: it is done once, everybody gets its output
 * and result, and it is aborted when the last of them has gone.
 */
export class SharedWork<T> {
  readonly #running = new Map<string, Work<T>>();

  /** @throws what the work throws, or the reason of `signal` as soon as it aborts. */
  async join(
    key: string,
    work: (signal: AbortSignal, emit: (text: string) => void) => Promise<T>,
    options: { readonly signal: AbortSignal; readonly onOutput: (text: string) => void },
  ): Promise<T> {
    options.signal.throwIfAborted();
    let present = this.#running.get(key);
    while (present?.controller.signal.aborted) {
      await present.result.catch(() => undefined); // never two at work on one key, not even one that is being killed
      present = this.#running.get(key);
    }
    const shared = present ?? this.#begin(key, work);
    shared.listeners.add(options.onOutput);
    let leave: (() => void) | undefined;
    try {
      return await Promise.race([
        shared.result,
        new Promise<never>((_resolve, reject) => {
          leave = () => {
            reject(options.signal.reason as Error);
          };
          options.signal.addEventListener('abort', leave, { once: true });
        }),
      ]);
    } finally {
      if (leave) options.signal.removeEventListener('abort', leave);
      shared.listeners.delete(options.onOutput);
      if (shared.listeners.size === 0 && this.#running.get(key) === shared) {
        shared.controller.abort(new Error('nobody needs it any more'));
        await shared.result.catch(() => undefined);
      }
    }
  }

  #begin(key: string, work: (signal: AbortSignal, emit: (text: string) => void) => Promise<T>): Work<T> {
    const controller = new AbortController();
    const listeners = new Set<(text: string) => void>();
    const result = work(controller.signal, (text) => {
      for (const listener of listeners) listener(text);
    }).finally(() => this.#running.delete(key));
    result.catch(() => undefined); // each of those who joined hears of it through its own await
    const shared = { controller, listeners, result };
    this.#running.set(key, shared);
    return shared;
  }
}

interface Work<T> {
  readonly controller: AbortController;
  readonly listeners: Set<(text: string) => void>;
  readonly result: Promise<T>;
}
