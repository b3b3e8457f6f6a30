import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range that systems take ports of outgoing connections from, so that none of these takes ours meanwhile. */
const range = { from: 20_000, to: 32_000 };

/** Loopback ports that nobody listens on, one for each name. */
export async function freePorts<Name extends string>(names: readonly Name[]): Promise<Record<Name, number>> {
  const ports = new Set<number>();
  for (let tries = 0; ports.size < names.length; tries += 1) {
    if (tries > 1_000)
      throw new Error(
        `no ${String(names.length)} free ports from ${String(range.from)} to ${String(range.to)}`,
      );
    const port = randomInt(range.from, range.to);
    if (await isFree(port)) ports.add(port);
  }
  const list = [...ports];
  return Object.fromEntries(names.map((name, index) => [name, list[index]])) as Record<Name, number>;
}

/** Whether a server could listen on this port of the loopback. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}
