import type { IncomingMessage } from 'node:http';
import { refused } from './refusal.ts';

/**
 * Hands over the pieces of a body one after another. The connection stays open when it fails, since there is an answer to be
 * given. By events, whose listeners go with the request: to add those of an iterator and to take them off shows in profiles.
 * @param time milliseconds that the body may take
 * @param take resolves when the next piece may come; undefined: at once
 * @throws a refusal, or what `take` throws
 */
export function eachPiece(
  request: IncomingMessage,
  time: number,
  take: (piece: Buffer) => Promise<void> | undefined,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  let isOver = false;
  const end = (error?: unknown): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    if (error === undefined) {
      resolve(undefined);
      return;
    }
    request.pause();
    reject(error);
  };
  const timer = setTimeout(() => {
    end(refused('too-slow', `the payload did not arrive within ${String(time / 1000)} s`));
  }, time);
  const onPiece = (piece: Buffer): void => {
    if (isOver) return;
    try {
      const taken = take(piece);
      if (!taken) return;
      request.pause();
      taken.then(() => {
        if (!isOver) request.resume();
      }, end);
    } catch (error) {
      end(error);
    }
  };
  request
    .on('data', onPiece)
    .on('end', () => {
      end();
    })
    .on('error', (error) => {
      end(refused('cut-off', 'the payload ended before it was whole', error));
    });
  return promise;
}
