import type { IncomingMessage } from 'node:http';

/** How long, and for how many bytes, the rest of a refused body is read, so that its sender gets to see the answer. */
const linger = { milliseconds: 2000, bytes: 67_108_864 };

/** Reads and forgets the rest of a body, within bounds. Closing at once would reset the connection under its sender. */
export function discardRest(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const done = (): void => {
      clearTimeout(timer);
      request.off('data', count).off('end', done).off('close', done);
      request.pause();
      resolve();
    };
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > linger.bytes) done();
    };
    const timer = setTimeout(done, linger.milliseconds);
    request.on('data', count).once('end', done).once('close', done);
    request.resume();
  });
}
