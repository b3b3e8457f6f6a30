import type { Response } from 'express';

/** The next step of an iterator, or `aborted` when the signal comes first. What the iterator does later is not waited for. */
export function nextOrAborted<T>(
  iterator: AsyncIterator<T>,
  signal: AbortSignal,
): Promise<IteratorResult<T> | 'aborted'> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      resolve('aborted');
      return;
    }
    // Not Promise.race: it would keep every value of a long stream alive through the promise that never settles.
    const abort = (): void => {
      resolve('aborted');
    };
    signal.addEventListener('abort', abort, { once: true });
    iterator
      .next()
      .then(resolve, reject)
      .finally(() => {
        signal.removeEventListener('abort', abort);
      });
  });
}

/**
 * Lets an iterator clean up, without waiting: a generator that hangs in its own await returns when it honours the signal
 * of its call.
 */
export function leave(iterator: AsyncIterator<unknown>): void {
  void Promise.resolve(iterator.return?.()).catch(() => undefined);
}

/** Writes with back-pressure: resolves when the response takes more, has closed, or the signal aborts. */
export async function writeChunk(
  response: Response,
  chunk: string | Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted || response.write(chunk)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    response.once('drain', done).once('close', done);
    signal.addEventListener('abort', done, { once: true });
  });
}
