import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { InvalidInputError, UnavailableError } from '@slipway/kernel';
import { answering, echoRoute, serviceOf } from '../testing/example-service.ts';
import { closeServers, startServer } from '../testing/test-server.ts';

describe('a server', () => {
  afterEach(closeServers);

  it('finishes requests in flight when it closes, takes no new ones, and aborts their signal', async () => {
    let finish = (): void => undefined;
    let entered = (): void => undefined;
    const inside = new Promise<void>((resolve) => (entered = resolve));
    let aborted = false;
    const slow = answering('/slow', {}, async ({ signal }) => {
      signal.addEventListener('abort', () => (aborted = true));
      entered();
      await new Promise<void>((resolve) => (finish = resolve));
      return { done: true };
    });
    const server = await startServer({ services: [serviceOf([slow])] });
    const answer = fetch(`${server.url}/slow`);
    await inside;
    const closed = server.close();
    expect(server.close()).toBe(closed);
    expect(aborted).toBe(true);
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow();
    finish();
    expect(await (await answer).json()).toEqual({ done: true });
    await closed;
  });

  it('cuts what has not finished within its bound', async () => {
    let entered = (): void => undefined;
    const inside = new Promise<void>((resolve) => (entered = resolve));
    const hanging = answering('/hang', {}, () => {
      entered();
      return new Promise(() => undefined);
    });
    const server = await startServer({ services: [serviceOf([hanging])], limits: { closeTime: 50 } });
    const answer = fetch(`${server.url}/hang`).catch(() => 'cut');
    await inside;
    await server.close();
    expect(await answer).toBe('cut');
  });

  it('does not wait for a connection on which nothing was ever asked', async () => {
    const server = await startServer({ limits: { closeTime: 600_000 } });
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    await fetch(`${server.url}/healthz`);
    const ended = once(socket.resume(), 'end');
    await server.close();
    await ended;
  });

  it('refuses connections above its bound', async () => {
    const { port } = await startServer({ limits: { connections: 2 } });
    const sockets = Array.from({ length: 3 }, () => connect(port, '127.0.0.1'));
    const refused = await Promise.race(
      sockets.map(
        (socket) =>
          new Promise((resolve) =>
            socket
              .on('close', () => {
                resolve(true);
              })
              .on('error', () => undefined),
          ),
      ),
    );
    expect(refused).toBe(true);
    for (const socket of sockets) socket.destroy();
  });

  it('says when its address is taken, and when two services answer one route', async () => {
    const { port } = await startServer({});
    await expect(startServer({ port })).rejects.toThrow(UnavailableError);
    await expect(startServer({ services: [serviceOf([echoRoute]), serviceOf([echoRoute])] })).rejects.toThrow(
      InvalidInputError,
    );
  });
});
