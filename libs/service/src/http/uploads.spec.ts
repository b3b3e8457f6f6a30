import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createClient, endpoint, none } from '@slipway/contracts';
import { NotFoundError, TooLargeError } from '@slipway/kernel';
import { z } from 'zod';
import { route, type Route } from '../service.ts';
import { answering, serviceOf, until } from '../testing/example-service.ts';
import { closeServers, startServer } from '../testing/test-server.ts';

const upload = endpoint({
  id: 'upload',
  method: 'put',
  path: '/upload',
  summary: '',
  access: 'public',
  params: none,
  query: none,
  status: 200,
  response: z.object({ bytes: z.int() }),
  requestStream: { maxBytes: 1_000_000 },
});

const uploadRoute = route(upload, async ({ stream }) => {
  let count = 0;
  for await (const chunk of stream) count += (chunk as Buffer).length;
  return { bytes: count };
});

/** A bare GET whose answer is not read until asked to. */
const serve = (routes: readonly Route[], limits = {}): ReturnType<typeof startServer> =>
  startServer({ services: [serviceOf(routes)], limits });

describe('a request stream', () => {
  afterEach(closeServers);

  it('is closed with the answer when the handler refuses without reading it, and its connection is free', async () => {
    const given: Readable[] = [];
    const refusing = route(upload, ({ stream }) => {
      given.push(stream);
      return Promise.reject(new NotFoundError('no such attempt'));
    });
    const server = await serve([refusing], { closeTime: 600_000 });
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(new Uint8Array(10));
    };
    const client = createClient({ url: server.url });
    for (const stream of [new Uint8Array(10), new Uint8Array(500_000), chunks()]) {
      await expect(client.call(upload, { stream })).rejects.toThrow(NotFoundError);
    }
    await until(() => given.length === 3 && given.every(({ destroyed }) => destroyed));
    await server.close();
  });

  it('reaches the handler as bytes', async () => {
    const { url } = await serve([uploadRoute]);
    const client = createClient({ url });
    expect(await client.call(upload, { stream: new Uint8Array(1_000_000) })).toEqual({ bytes: 1_000_000 });
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 10; index += 1) yield await Promise.resolve(new Uint8Array(1000));
    };
    expect(await client.call(upload, { stream: chunks() })).toEqual({ bytes: 10_000 });
  });

  it('beyond its bound is refused, announced or not', async () => {
    const { url } = await serve([uploadRoute]);
    const client = createClient({ url });
    await expect(client.call(upload, { stream: new Uint8Array(1_000_001) })).rejects.toThrow(TooLargeError);
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < 3; index += 1) yield await Promise.resolve(new Uint8Array(500_000));
    };
    await expect(client.call(upload, { stream: chunks() })).rejects.toThrow(TooLargeError);
  });

  it('fails in the handler when its sender falls silent or goes away', async () => {
    const failures: string[] = [];
    let arrived = 0;
    const observing = answering(
      '/watch',
      { method: 'put', requestStream: { maxBytes: 100 } },
      async ({ stream }) => {
        try {
          for await (const chunk of stream) {
            expect((chunk as Buffer).length).toBe(3);
            arrived += 1;
          }
        } catch (error) {
          failures.push((error as Error).message);
          throw error;
        }
        return {};
      },
    );
    const { port } = await serve([observing], { silence: 1000 });
    const send = (): ClientRequest => {
      const request = httpRequest({
        port,
        path: '/watch',
        method: 'PUT',
        headers: { 'content-length': '50' },
        agent: false,
      });
      request.on('error', () => undefined);
      request.write('abc');
      return request;
    };
    const silent = send();
    const [answer] = (await once(silent, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(408);
    silent.destroy();
    const gone = send();
    await until(() => arrived === 2);
    gone.destroy();
    await until(() => failures.length === 2);
    expect(failures).toEqual(['nothing arrived for 1 s', 'the body ended before it was whole']);
  });
});
