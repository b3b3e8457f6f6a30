import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createClient, endpoint, none } from '@slipway/contracts';
import { NotFoundError, UnavailableError } from '@slipway/kernel';
import { z } from 'zod';
import { route, type Route } from '../service.ts';
import { recordingLogger, serviceOf, until } from '../testing/example-service.ts';
import { closeServers, startServer } from '../testing/test-server.ts';

const events = endpoint({
  id: 'events',
  method: 'get',
  path: '/events',
  summary: '',
  access: 'public',
  params: none,
  query: none,
  status: 200,
  response: z.object({ n: z.int(), text: z.string().optional() }),
  responseStream: 'events',
});
const bytes = endpoint({
  id: 'bytes',
  method: 'get',
  path: '/bytes',
  summary: '',
  access: 'public',
  params: none,
  query: none,
  status: 200,
  response: z.string(),
  responseStream: 'bytes',
});
async function get(port: number, path: string): Promise<{ request: ClientRequest; answer: IncomingMessage }> {
  const request = httpRequest({ port, path, agent: false }).end();
  request.on('error', () => undefined);
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return { request, answer };
}

const serve = (routes: readonly Route[], limits = {}): ReturnType<typeof startServer> =>
  startServer({ services: [serviceOf(routes)], limits });

describe('an event stream', () => {
  afterEach(closeServers);

  it('carries events with their ids, and ends when the handler ends', async () => {
    const { url } = await serve([
      route(events, async function* () {
        yield { id: '1', data: { n: 1, text: 'two\nlines: and\r\na colon' } };
        await Promise.resolve();
        yield { id: '2\ndata: forged', data: { n: 2 } };
        yield { data: { n: 3 } };
      }),
    ]);
    const seen: unknown[] = [];
    for await (const event of createClient({ url }).events(events, {})) seen.push(event);
    expect(seen).toEqual([
      { id: '1', data: { n: 1, text: 'two\nlines: and\r\na colon' } },
      { id: '2data: forged', data: { n: 2 } },
      { id: '2data: forged', data: { n: 3 } },
    ]);
  });

  it('resumes after the event that the caller names in a header', async () => {
    const resumable = endpoint({ ...events, query: z.object({ after: z.string().optional() }) });
    const { url } = await serve([
      route(resumable, async function* ({ query: { after } }) {
        yield await Promise.resolve({ data: { n: Number(after) } });
      }),
      route({ ...events, path: '/plain' }, async function* () {
        yield await Promise.resolve({ data: { n: 0 } });
      }),
    ]);
    const headers = { 'Last-Event-ID': '7' };
    expect(await (await fetch(`${url}/events`, { headers })).text()).toBe('data: {"n":7}\n\n');
    expect(await (await fetch(`${url}/events?after=8`, { headers })).text()).toBe('data: {"n":8}\n\n');
    expect(await (await fetch(`${url}/plain`, { headers })).text()).toBe('data: {"n":0}\n\n');
  });

  it('answers an early failure as a problem and tells a later one as its last event', async () => {
    let early = true;
    const { url } = await serve([
      route(events, async function* () {
        if (early) throw new NotFoundError('no such run');
        yield { data: { n: 1 } };
        await Promise.resolve();
        throw new UnavailableError('the database went away');
      }),
    ]);
    const client = createClient({ url });
    const read = async (): Promise<number[]> => {
      const seen: number[] = [];
      for await (const { data } of client.events(events, {})) seen.push(data.n);
      return seen;
    };
    await expect(read()).rejects.toThrow(NotFoundError);
    early = false;
    await expect(read()).rejects.toThrow(new UnavailableError('the database went away'));
  });

  it('sends heartbeats while nothing happens, and headers before the first event', async () => {
    const { port } = await serve(
      [
        route(events, async function* ({ signal }) {
          await once(signal, 'abort');
          yield* [];
        }),
      ],
      { heartbeat: 10 },
    );
    const { request, answer } = await get(port, '/events');
    expect(answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    const [chunk] = (await once(answer, 'data')) as [Buffer];
    expect(chunk.toString()).toBe(': heartbeat\n\n');
    request.destroy();
  });

  it('stops asking the handler while the reader does not read, and lets it clean up when the reader has gone', async () => {
    let produced = 0;
    let cleaned = false;
    const { port } = await serve([
      route(events, async function* () {
        try {
          for (;;) {
            produced += 1;
            yield { data: { n: produced, text: 'x'.repeat(10_000) } };
            await Promise.resolve();
          }
        } finally {
          cleaned = true;
        }
      }),
    ]);
    const { request, answer } = await get(port, '/events');
    answer.pause();
    let before = -1;
    while (before !== produced) {
      before = produced;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(produced).toBeLessThan(5000);
    request.destroy();
    await until(() => cleaned);
  });

  it('ends when the server closes, even when its handler hangs', async () => {
    const server = await serve([
      route(events, async function* () {
        yield { data: { n: 1 } };
        await new Promise(() => undefined);
      }),
    ]);
    const seen: number[] = [];
    for await (const { data } of createClient({ url: server.url }).events(events, {})) {
      seen.push(data.n);
      void server.close();
    }
    expect(seen).toEqual([1]);
  });
});

describe('a byte stream', () => {
  afterEach(closeServers);

  it('arrives whole', async () => {
    const chunks = Array.from({ length: 100 }, (_, index) => new Uint8Array(10_000).fill(index));
    const { url } = await serve([
      route(bytes, () =>
        Promise.resolve(
          (async function* () {
            await Promise.resolve();
            yield* chunks;
          })(),
        ),
      ),
    ]);
    const seen: Uint8Array[] = [];
    for await (const chunk of createClient({ url }).bytes(bytes, {})) seen.push(chunk);
    expect(Buffer.concat(seen).equals(Buffer.concat(chunks))).toBe(true);
  });

  it('that breaks half way is an error for the reader and not a short answer', async () => {
    const { logger, lines } = recordingLogger();
    const { url } = await startServer({
      services: [
        serviceOf([
          route(bytes, () =>
            Promise.resolve(
              (async function* () {
                yield Buffer.from('half');
                await Promise.resolve();
                throw new Error('disk');
              })(),
            ),
          ),
        ]),
      ],
      logger,
    });
    const read = async (): Promise<void> => {
      for await (const chunk of createClient({ url }).bytes(bytes, {}))
        expect(Buffer.from(chunk).toString()).toBe('half');
    };
    await expect(read()).rejects.toThrow(UnavailableError);
    expect(lines.some(({ level }) => level === 'error')).toBe(true);
  });

  it('is answered as a problem when it can not begin', async () => {
    const { url } = await serve([route(bytes, () => Promise.reject(new NotFoundError('no such artifact')))]);
    await expect(createClient({ url }).bytes(bytes, {}).next()).rejects.toThrow(NotFoundError);
  });

  it('stops asking the source while the reader does not read, and leaves it when the reader has gone', async () => {
    let produced = 0;
    let left = false;
    const source = async function* (): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          produced += 1;
          yield new Uint8Array(65_536);
          await Promise.resolve();
        }
      } finally {
        left = true;
      }
    };
    const { port } = await serve([route(bytes, () => Promise.resolve(source()))]);
    const { request, answer } = await get(port, '/bytes');
    answer.pause();
    let before = -1;
    while (before !== produced) {
      before = produced;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(produced * 65_536).toBeLessThan(50_000_000);
    request.destroy();
    await until(() => left);
  });
});

describe('endpoints that answer one path by different media types', () => {
  afterEach(closeServers);
  const list = endpoint({
    ...{ id: 'list', method: 'get', path: '/list', summary: '', access: 'public' },
    ...{ params: none, query: none, status: 200, response: z.array(z.int()) },
  });
  const table = endpoint({
    ...list,
    id: 'table',
    response: z.string(),
    responseStream: 'bytes',
    mediaType: 'text/csv',
  });

  it.each([
    ['application/json', 'application/json', '[1]'],
    ['text/csv', 'text/csv', 'a\r\n1\r\n'],
    ['text/csv;q=0.5, application/json', 'application/json', '[1]'],
    ['*/*', 'application/json', '[1]'],
    ['image/png', 'application/json', '[1]'],
  ])('are chosen by Accept: %s', async (accept, type, content) => {
    const { url } = await serve([
      route(list, () => Promise.resolve([1])),
      route(table, () => Promise.resolve(Readable.from([Buffer.from('a\r\n1\r\n')]))),
    ]);
    const answer = await fetch(`${url}/list`, { headers: { accept } });
    expect(answer.headers.get('content-type')).toContain(type);
    expect(answer.headers.get('vary')).toBe('Accept');
    expect(await answer.text()).toBe(content);
  });
});
