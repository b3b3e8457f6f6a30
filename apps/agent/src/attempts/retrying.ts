import { SlipwayError, type Clock } from '@slipway/kernel';

/** Milliseconds to wait before try number `failures + 1`: 0.2 s doubled up to 30 s, with jitter of a quarter. */
export function backoffMs(failures: number, random: () => number = Math.random): number {
  return Math.min(30_000, 200 * 2 ** Math.min(failures - 1, 10)) * (0.75 + random() / 4);
}

/** Repeats what fails with a retryable error until it works or the signal aborts, whose reason is thrown then. */
export async function retrying<T>(
  work: () => Promise<T>,
  options: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    options.signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      options.signal.throwIfAborted();
      if (!(error instanceof SlipwayError) || !error.retryable) throw error;
    }
    await options.clock.sleep(backoffMs(failures), options.signal);
  }
}
