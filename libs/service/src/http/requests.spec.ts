import { afterEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { answering, echoRoute, serviceOf } from '../testing/example-service.ts';
import { closeServers, rawExchange, startServer } from '../testing/test-server.ts';

const json = { 'content-type': 'application/json' };
const echo = (
  url: string,
  body: string | Uint8Array,
  headers: Record<string, string> = json,
): Promise<Response> =>
  fetch(`${url}/echo`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly issues: readonly Record<string, unknown>[];
}
const problem = async (answer: Response): Promise<Answer> => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  return (await answer.json()) as Answer;
};

describe('a request', () => {
  afterEach(closeServers);

  it('is validated, and the problem names each path, what was expected and the nearest name', async () => {
    const service = serviceOf([
      echoRoute,
      answering(
        '/items/{id}',
        {
          params: z.object({ id: z.string().max(3) }),
          query: z.object({
            limit: z.coerce.number().int().default(5),
            follow: z.stringbool().default(false),
          }),
        },
        ({ query }) => Promise.resolve(query),
      ),
    ]);
    const { url } = await startServer({ services: [service] });
    expect(await (await fetch(`${url}/items/abc?follow=true`)).json()).toEqual({ limit: 5, follow: true });

    const mistyped = await problem(await fetch(`${url}/items/abc?folow=true`));
    expect(mistyped.issues).toEqual([
      { message: 'there is no such field', path: 'query.folow', suggestion: 'follow' },
    ]);
    expect((await problem(await fetch(`${url}/items/abc?limit=1&limit=2`))).issues[0]).toMatchObject({
      path: 'query.limit',
      expected: 'number',
    });
    expect((await problem(await fetch(`${url}/items/abcd`))).issues[0]).toMatchObject({ path: 'path.id' });

    const body = await problem(await echo(url, '{"text": 5, "kind": "c"}'));
    expect(body).toMatchObject({ status: 400, code: 'invalid_input' });
    expect(body.detail).toContain('body.text');
    expect(body.issues.map(({ path, expected }) => [path, expected])).toEqual([
      ['body.text', 'string'],
      ['body.kind', 'a, b'],
    ]);
  });

  it.each([
    ['malformed JSON', '{"a":', json, 400],
    ['an empty body', '', json, 400],
    ['bytes that are not UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22]), json, 400],
    ['JSON nested 65 levels deep', `{"a":${'['.repeat(64)}${']'.repeat(64)}}`, json, 400],
    ['a hundred thousand open brackets', '['.repeat(100_000), json, 400],
    ['a body without a type', new Uint8Array([0x7b, 0x7d]), {}, 415],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['text that looks like JSON', '{}', { 'content-type': 'text/plain' }, 415],
    ['another character set', '{}', { 'content-type': 'application/json; charset=utf-16' }, 415],
    ['a compressed body', '{}', { ...json, 'content-encoding': 'gzip' }, 415],
  ])('with %s is refused', async (_what, body, headers, status) => {
    const { url } = await startServer({ services: [serviceOf([echoRoute])] });
    expect((await problem(await echo(url, body, headers))).status).toBe(status);
  });

  it('may nest 64 levels, and brackets in strings are no levels', async () => {
    const { url } = await startServer({ services: [serviceOf([echoRoute])] });
    for (const body of [
      `{"a":${'['.repeat(63)}${']'.repeat(63)}}`,
      `{"a":"${'['.repeat(1000)}\\"${'{'.repeat(1000)}"}`,
    ]) {
      const answer = await echo(url, body);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual(JSON.parse(body));
    }
  });

  it('does not change the prototype of anything', async () => {
    const { url } = await startServer({ services: [serviceOf([echoRoute])] });
    await (
      await echo(url, '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}')
    ).text();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('with a body over the bound gets its 413 before and while the body is sent', async () => {
    const { url, port } = await startServer({
      services: [serviceOf([echoRoute])],
      limits: { bodyBytes: 1000 },
    });
    const announced = await problem(await echo(url, JSON.stringify({ a: 'x'.repeat(5_000_000) })));
    expect(announced).toMatchObject({
      status: 413,
      code: 'too_large',
      detail: 'the body is larger than 1000 bytes',
    });

    const chunk = `400\r\n${'x'.repeat(1024)}\r\n`;
    const head =
      'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';
    const answer = await rawExchange(port, head + chunk + chunk + '0\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('Connection: close');
  });

  it('is put off when all bodies together are over the bound, and taken again afterwards', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const wait = answering('/wait', { method: 'post', body: z.unknown() }, async () => {
      await held;
      return {};
    });
    const { url } = await startServer({
      services: [serviceOf([echoRoute, wait])],
      limits: { bodiesBytes: 1500 },
    });
    const body = JSON.stringify({ a: 'x'.repeat(990) });
    const first = fetch(`${url}/wait`, { method: 'POST', headers: json, body });
    let second = await echo(url, body);
    while (second.status === 200) {
      await second.text();
      second = await echo(url, body);
    }
    expect(second.headers.get('retry-after')).toBe('1');
    expect((await problem(second)).code).toBe('unavailable');
    release();
    await (await first).text();
    const third = await echo(url, body);
    expect(third.status).toBe(200);
    await third.text();
  });

  it('whose headers or body trickle in is cut off', async () => {
    const { port } = await startServer({
      services: [serviceOf([echoRoute])],
      limits: { headersTime: 100, bodyTime: 100 },
    });
    expect(await rawExchange(port, 'GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ')).toMatch(
      /^HTTP\/1.1 408 /,
    );
    const slowBody = await rawExchange(
      port,
      'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"a":',
    );
    expect(slowBody).toMatch(/^HTTP\/1.1 408 /);
    expect(slowBody).toContain('the body did not arrive within 0.1 s');
  });

  it.each([
    [
      'an unknown path with bad percent-encoding',
      'GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      404,
    ],
    [
      'a parameter with bad percent-encoding',
      'GET /items/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      400,
    ],
    ['a parameter that is not UTF-8', 'GET /items/%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
    ['an unknown path', 'GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['a path with a slash too many', 'GET /items/a/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    [
      'a method that the path does not take',
      'PUT /items/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      405,
    ],
    ['no HTTP at all', 'NONSENSE\r\n\r\n', 400],
    ['a path of 20,000 characters', `GET /items/${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    [
      'two lengths of the body',
      'POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
  ])('with %s is answered', async (_what, text, status) => {
    const { port } = await startServer({
      services: [
        serviceOf([
          echoRoute,
          answering('/items/{id}', { params: z.object({ id: z.string() }) }, () => Promise.resolve({})),
        ]),
      ],
    });
    const answer = await rawExchange(port, text);
    expect(answer.slice(0, 13)).toBe(`HTTP/1.1 ${String(status)} `);
    expect(answer).not.toMatch(/node_modules|\.ts:/);
    if (status === 405) expect(answer).toContain('Allow: GET');
  });

  it('keeps a harmless request id and trace, and replaces any other', async () => {
    const { url, port } = await startServer({
      services: [
        serviceOf([
          answering('/trace', {}, ({ requestId, traceparent }) =>
            Promise.resolve({ requestId, traceparent }),
          ),
        ]),
      ],
    });
    const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const answer = await fetch(`${url}/trace`, {
      headers: { 'x-request-id': 'req-1.A_b', traceparent: parent },
    });
    const seen = (await answer.json()) as { requestId: string; traceparent: string };
    expect(seen.requestId).toBe('req-1.A_b');
    expect(answer.headers.get('x-request-id')).toBe('req-1.A_b');
    expect(seen.traceparent).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-(?!b7ad6b7169203331)[0-9a-f]{16}-01$/,
    );
    expect(answer.headers.get('traceparent')).toBe(seen.traceparent);

    for (const id of ['a b', 'x'.repeat(65), '<script>', '"', 'ä']) {
      const other = await rawExchange(
        port,
        Buffer.from(
          `GET /trace HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\nTraceparent: 00-zz\r\nConnection: close\r\n\r\n`,
        ),
      );
      expect(/X-Request-Id: (.*)\r\n/.exec(other)?.[1]).toMatch(/^[0-9a-z]{16}$/);
    }
    const injected = await rawExchange(
      port,
      'GET /trace HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\rSet-Cookie: b\r\n\r\n',
    );
    expect(injected).toMatch(/^HTTP\/1.1 400 /);
    expect(injected).not.toContain('Set-Cookie');
  });
});
