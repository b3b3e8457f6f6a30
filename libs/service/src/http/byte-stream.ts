import type { Request, Response } from 'express';
import { exchangeOf } from './exchange.ts';
import { leave, nextOrAborted, writeChunk } from './stream-steps.ts';

/**
 * Sends bytes as they come, with back-pressure. When the source fails half way the connection is cut, so that the caller
 * can't take a part for the whole.
 */
export async function sendBytes(
  request: Request,
  response: Response,
  content: AsyncIterable<Uint8Array>,
  mediaType = 'application/octet-stream',
): Promise<void> {
  const { signal } = exchangeOf(request);
  const iterator = content[Symbol.asyncIterator]();
  response.status(200).set('Content-Type', mediaType);
  response.flushHeaders();
  try {
    for (;;) {
      const next = await nextOrAborted(iterator, signal);
      if (next === 'aborted') {
        response.destroy();
        return;
      }
      if (next.done === true) break;
      await writeChunk(response, next.value, signal);
    }
  } finally {
    leave(iterator);
  }
  response.end();
}
