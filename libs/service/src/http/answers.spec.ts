import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  PreconditionFailedError,
  TooLargeError,
  UnauthenticatedError,
  UnavailableError,
} from '@slipway/kernel';
import { z } from 'zod';
import {
  answering,
  echoRoute,
  recordingLogger,
  recordingMetrics,
  serviceOf,
} from '../testing/example-service.ts';
import { closeServers, startServer } from '../testing/test-server.ts';

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

/** A promise that rejects with what is no error, as libraries may do. */
async function rejectedWith(reason: unknown): Promise<never> {
  await Promise.resolve();
  throw reason;
}

describe('an answer', () => {
  afterEach(closeServers);

  const errors = [
    {
      error: new InvalidInputError('bad', { issues: [{ message: 'm', file: 'a.yaml', line: 1, column: 2 }] }),
      status: 400,
    },
    { error: new UnauthenticatedError('who'), status: 401 },
    { error: new ForbiddenError('no'), status: 403 },
    { error: new NotFoundError('gone'), status: 404 },
    { error: new ConflictError('clash'), status: 409 },
    { error: new PreconditionFailedError('moved'), status: 412 },
    { error: new TooLargeError('big'), status: 413 },
    { error: new UnavailableError('later', { cause: new Error('password is hunter2') }), status: 503 },
  ];
  it.each(errors.map(({ error, status }) => ({ code: error.code, error, status })))(
    'to an error $code has its status, code, issues and request id',
    async ({ error, status }) => {
      const { url } = await startServer({
        services: [serviceOf([answering('/fail', {}, () => Promise.reject(error))])],
      });
      const answer = await fetch(`${url}/fail`);
      expect(answer.status).toBe(status);
      const text = await answer.text();
      expect(JSON.parse(text)).toMatchObject({
        status,
        code: error.code,
        detail: error.message,
        issues: error.issues,
        requestId: answer.headers.get('x-request-id'),
      });
      expect(text).not.toContain('hunter2');
    },
  );

  it('to an error that nobody foresaw tells nothing of it, and the log has its stack', async () => {
    const { logger, lines } = recordingLogger();
    const failing = [
      answering('/throws', {}, () => {
        throw new TypeError('secret detail');
      }),
      answering('/lies', { response: z.object({ count: z.number() }) }, () =>
        Promise.resolve({ count: 'many' as unknown as number }),
      ),
      answering('/text', {}, () => rejectedWith('only text')),
    ];
    const { url } = await startServer({ services: [serviceOf(failing)], logger });
    for (const path of ['/throws', '/lies', '/text']) {
      const answer = await fetch(url + path);
      expect(answer.status).toBe(500);
      const text = await answer.text();
      expect(text).not.toMatch(/secret|only text|count|stack|\.ts/);
      const requestId = answer.headers.get('x-request-id');
      expect(
        lines.find(({ level, fields }) => level === 'error' && fields.requestId === requestId),
      ).toBeDefined();
    }
    expect((lines.find(({ level }) => level === 'error')?.fields.error as Error).stack).toContain(
      'secret detail',
    );
  });

  it('leaves out fields that the schema does not name', async () => {
    const { url } = await startServer({
      services: [
        serviceOf([
          answering('/user', { response: z.object({ name: z.string() }) }, () =>
            Promise.resolve({ name: 'a', hash: 'x' }),
          ),
        ]),
      ],
    });
    expect(await (await fetch(`${url}/user`)).json()).toEqual({ name: 'a' });
  });

  it('has security headers and does not name its software', async () => {
    const { url } = await startServer({ services: [serviceOf([echoRoute])] });
    for (const path of ['/healthz', '/nothing']) {
      const { headers } = await fetch(url + path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
      for (const name of ['x-powered-by', 'server', 'access-control-allow-origin', 'etag'])
        expect(headers.has(name)).toBe(false);
    }
  });

  it('is counted under its route template, and unknown paths under one name', async () => {
    const { metrics, observed } = recordingMetrics();
    const { url } = await startServer({
      services: [
        serviceOf([
          answering('/items/{id}', { params: z.object({ id: z.string() }) }, () => Promise.resolve({})),
        ]),
      ],
      metrics,
    });
    for (const path of ['/items/1', '/items/2', '/wp-admin', '/other'])
      await (await fetch(url + path)).text();
    await closeServers();
    expect(observed.map(({ labels }) => labels)).toEqual([
      { route: '/items/{id}', method: 'GET', status: '200' },
      { route: '/items/{id}', method: 'GET', status: '200' },
      { route: 'none', method: 'GET', status: '404' },
      { route: 'none', method: 'GET', status: '404' },
    ]);
  });
});

describe('a mount', () => {
  afterEach(closeServers);

  it('gets requests below its prefix with their whole URL, and decides about access by itself', async () => {
    const seen: unknown[] = [];
    const mount = {
      prefix: '/git',
      handle: (
        request: { url?: string | undefined },
        response: { end(text: string): unknown },
        principal: unknown,
      ): Promise<void> => {
        seen.push([request.url, principal]);
        if (request.url === '/git/denied') return Promise.reject(new ForbiddenError('not you'));
        response.end('pack');
        return Promise.resolve();
      },
    };
    const { url } = await startServer({ services: [serviceOf([], { mounts: [mount] })] });
    expect(
      await (await fetch(`${url}/git/a.git?x=1`, { headers: { authorization: 'Bearer unknown' } })).text(),
    ).toBe('pack');
    expect((await problem(await fetch(`${url}/git/denied`))).code).toBe('forbidden');
    expect((await fetch(`${url}/github`)).status).toBe(404);
    // As a proxy asks (RFC 9112, 3.2.2).
    const whole = httpRequest(url, { path: `${url}/git?x=1` }).end();
    const [answer] = (await once(whole, 'response')) as [IncomingMessage];
    expect(await text(answer)).toBe('pack');
    expect(seen).toEqual([
      ['/git/a.git?x=1', undefined],
      ['/git/denied', undefined],
      [`${url}/git?x=1`, undefined],
    ]);
  });
});

describe('operations routes', () => {
  afterEach(closeServers);

  it('say whether the server lives, is ready and what is missing, its metrics and its API', async () => {
    const late = {
      ...serviceOf([], { name: 'late' }),
      checkReady: () => Promise.reject(new UnavailableError('the database does not answer')),
    };
    const broken = {
      ...serviceOf([], { name: 'broken' }),
      checkReady: () => Promise.reject(new Error('secret')),
    };
    const { url } = await startServer({ services: [serviceOf([echoRoute]), late, broken] });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({
      ready: false,
      services: [
        { name: 'example', ready: true },
        { name: 'late', ready: false, missing: 'the database does not answer' },
        { name: 'broken', ready: false, missing: 'its check failed; see the log' },
      ],
    });
    expect(await (await fetch(`${url}/metrics`)).text()).toBe('example_metric 1\n');
    const document = (await (await fetch(`${url}/openapi.json`)).json()) as { paths: object };
    expect(Object.keys(document.paths)).toEqual(['/echo']);
  });
});

describe('HEAD', () => {
  afterEach(closeServers);

  it('is answered without a body, and refused on streams', async () => {
    const never = answering('/events', { responseStream: 'events' as const }, async function* () {
      await new Promise(() => undefined);
      yield { data: 1 };
    });
    const { url, port } = await startServer({
      services: [serviceOf([answering('/thing', {}, () => Promise.resolve({})), never])],
    });
    expect((await fetch(`${url}/thing`, { method: 'HEAD' })).status).toBe(200);
    const request = httpRequest({ port, path: '/events', method: 'HEAD' }).end();
    const [answer] = (await once(request, 'response')) as [{ statusCode: number; resume(): void }];
    expect(answer.statusCode).toBe(405);
    answer.resume();
  });
});
