import type { IncomingMessage } from 'node:http';
import { Transform, type Readable } from 'node:stream';
import { InvalidInputError, TooLargeError } from '@slipway/kernel';
import { RequestTimeoutError } from './http-errors.ts';

/**
 * The body of a request as a stream that fails with TooLargeError beyond `maxBytes`, with RequestTimeoutError after
 * `silence` milliseconds in which the caller sent nothing although it was asked to, and with InvalidInputError when the
 * caller goes away in the middle.
 */
export function boundedStream(request: IncomingMessage, maxBytes: number, silence: number): Readable {
  const tooLarge = (): TooLargeError =>
    new TooLargeError(`the body is larger than ${String(maxBytes)} bytes`);
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();

  let bytes = 0;
  let lastBytes = -1;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > maxBytes) done(tooLarge());
      else done(null, chunk);
    },
    // At once and not at 'close': whoever discards the rest of the body must not be paused by it later.
    destroy(error, done) {
      clearInterval(timer);
      request.unpipe(bounded);
      if (request.complete) request.resume();
      done(error);
    },
  });
  const timer = setInterval(() => {
    const waiting = bounded.writableLength === 0 && !request.readableEnded;
    if (waiting && bytes === lastBytes)
      bounded.destroy(new RequestTimeoutError(`nothing arrived for ${String(silence / 1000)} s`));
    lastBytes = bytes;
  }, silence);
  request.once('close', () => {
    if (!request.complete) bounded.destroy(new InvalidInputError('the body ended before it was whole'));
  });
  // An error that nobody listens to would end the process; the handler sees it when it reads.
  bounded.on('error', () => undefined);
  return request.pipe(bounded);
}
