import { describe, expect, it } from '@jest/globals';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  TooLargeError,
  UnavailableError,
  type SlipwayError,
} from '@slipway/kernel';
import { changeEndpoints } from '../changes.ts';
import { resourceEndpoints } from '../resources.ts';
import { runEndpoints } from '../runs.ts';
import { ServerFaultError } from './answer-error.ts';
import { createClient, type Client } from './client.ts';

interface Sent {
  readonly url: string;
  readonly init: RequestInit & { headers: Headers };
}

function clientAnswering(
  answer: () => Response | Promise<Response>,
  options: { token?: string; traceparent?: string } = {},
): { client: Client; sent: Sent[] } {
  const sent: Sent[] = [];
  const fake = async (url: URL | string | Request, init?: RequestInit): Promise<Response> => {
    sent.push({ url: url instanceof Request ? url.url : String(url), init: init as Sent['init'] });
    const response = await answer();
    Object.defineProperty(response, 'url', { value: url instanceof Request ? url.url : String(url) });
    return response;
  };
  return { client: createClient({ url: 'http://server:1/', fetch: fake, ...options }), sent };
}

const failure = async (client: Client): Promise<SlipwayError> =>
  client.call(runEndpoints.getRun, { params: { team: 'demo', run: 'r-1' } }).then(
    () => {
      throw new Error('expected a failure');
    },
    (error: unknown) => error as SlipwayError,
  );

const stream = (...chunks: string[]): Response =>
  new Response(ReadableStream.from(chunks.map((chunk) => Buffer.from(chunk))));

describe('a call', () => {
  it('sends path, query, token and trace, percent-encoded, and leaves out what is undefined', async () => {
    const { client, sent } = clientAnswering(() => Response.json({ items: [] }), {
      token: 'secret',
      traceparent: '00-trace',
    });
    expect(
      await client.call(runEndpoints.listRuns, {
        params: { team: 'a/b?c' },
        query: { limit: 5, cursor: undefined, job: 'x&y' },
      }),
    ).toEqual({ items: [] });
    expect(sent[0]?.url).toBe('http://server:1/v1/teams/a%2Fb%3Fc/runs?limit=5&job=x%26y');
    expect(sent[0]?.init.method).toBe('GET');
    expect(Object.fromEntries(sent[0]?.init.headers ?? [])).toEqual({
      accept: 'application/json',
      authorization: 'Bearer secret',
      traceparent: '00-trace',
    });
  });

  it('sends a body as JSON', async () => {
    const { client, sent } = clientAnswering(() => Response.json({ resources: [] }));
    await client.call(resourceEndpoints.apply, { body: { documents: [{ file: 'a.yaml', text: 'x' }] } });
    expect(sent[0]?.init.body).toBe('{"documents":[{"file":"a.yaml","text":"x"}]}');
    expect(sent[0]?.init.headers.get('content-type')).toBe('application/json');
  });

  it('takes only what the endpoint declares', () => {
    const { client } = clientAnswering(() => Response.json({}));
    const wrong = [
      // @ts-expect-error a path parameter is missing
      () => client.call(runEndpoints.getRun, { params: { team: 'demo' } }),
      // @ts-expect-error the body is missing
      () => client.call(resourceEndpoints.apply, {}),
      // @ts-expect-error it is a stream of events
      () => client.call(runEndpoints.watchRuns, { params: { team: 'demo' } }),
      () =>
        client.call(changeEndpoints.getChange, {
          params: { team: 'demo', change: 'x' },
          // @ts-expect-error wait is a boolean
          query: { wait: 'yes' },
        }),
      // @ts-expect-error it is no stream of bytes
      () => client.bytes(runEndpoints.getRun, { params: { team: 'demo', run: 'r-1' } }),
    ];
    expect(wrong).toHaveLength(5);
  });

  it('throws the error of the server, rebuilt with its issues and request id', async () => {
    const problem = {
      title: 'Conflict',
      status: 409,
      code: 'conflict',
      detail: 'the run has ended',
      requestId: 'req1',
      issues: [{ message: 'm', file: 'a.yaml', line: 2 }],
    };
    const error = await failure(clientAnswering(() => Response.json(problem, { status: 409 })).client);
    expect(error).toBeInstanceOf(ConflictError);
    expect(error).toMatchObject({
      code: 'conflict',
      message: 'the run has ended',
      retryable: false,
      issues: problem.issues,
      details: { requestId: 'req1', status: 409 },
    });
  });

  it.each([
    ['method_not_allowed', 405, InvalidInputError, false],
    ['internal', 500, ServerFaultError, true],
    ['something_new', 503, UnavailableError, true],
    ['something_new', 403, ForbiddenError, false],
  ])('gives the code %s with status %i the nearest class', async (code, status, Class, retryable) => {
    const error = await failure(
      clientAnswering(() =>
        Response.json({ title: 't', status, code, detail: 'd', requestId: 'r', issues: [] }, { status }),
      ).client,
    );
    expect(error).toBeInstanceOf(Class);
    expect(error.retryable).toBe(retryable);
  });

  it.each([
    [413, TooLargeError],
    [502, UnavailableError],
    [429, UnavailableError],
  ])('judges the answer of a proxy by its status %i', async (status, Class) => {
    const error = await failure(clientAnswering(() => new Response('<html>', { status })).client);
    expect(error).toBeInstanceOf(Class);
    expect(error.message).toContain(`server:1 answered ${String(status)}`);
  });

  it('is unavailable when nobody listens, or somebody who is not Slipway', async () => {
    const nobody = await failure(createClient({ url: 'http://127.0.0.1:9' }));
    expect(nobody).toBeInstanceOf(UnavailableError);
    expect(nobody.message).toBe('cannot reach http://127.0.0.1:9');
    expect(await failure(clientAnswering(() => new Response('hello')).client)).toBeInstanceOf(
      UnavailableError,
    );
    expect(await failure(clientAnswering(() => Response.json({ hello: 1 })).client)).toBeInstanceOf(
      UnavailableError,
    );
    expect(await failure(createClient({ url: 'not a url' }))).toBeInstanceOf(InvalidInputError);
  });

  it('throws the reason of its signal when it is aborted', async () => {
    const reason = new Error('interrupted');
    const { client } = clientAnswering(() => Promise.reject(new Error('aborted')));
    await expect(
      client.call(resourceEndpoints.listTeams, { signal: AbortSignal.abort(reason) }),
    ).rejects.toBe(reason);
  });
});

describe('events', () => {
  const event = {
    id: '7',
    at: '2026-01-01T00:00:00Z',
    team: 'demo',
    run: 'r-1',
    type: 'started',
    message: 'started',
    data: {},
  };
  const watch = async (client: Client): Promise<unknown[]> => {
    const seen: unknown[] = [];
    for await (const entry of client.events(runEndpoints.watchRuns, { params: { team: 'demo' } }))
      seen.push(entry);
    return seen;
  };

  it('are parsed however the bytes are cut', async () => {
    const text = `: heartbeat\n\nid: 7\r\ndata: ${JSON.stringify(event).replace(',', ',\r\ndata: ')}\r\n\r\n: x\n\ndata: ${JSON.stringify({ ...event, message: 'gestärtet' })}\n\nid: 9\ndata: unfinished`;
    const whole = await watch(clientAnswering(() => stream(text)).client);
    expect(whole).toEqual([
      { id: '7', data: event },
      { id: '7', data: { ...event, message: 'gestärtet' } },
    ]);
    const pieces = Array.from(Buffer.from(text), (byte) => Buffer.from([byte]));
    const { client } = clientAnswering(() => new Response(ReadableStream.from(pieces)));
    expect(await watch(client)).toEqual(whole);
  });

  it('end with the error that the server sends as its last', async () => {
    const problem = {
      title: 't',
      status: 503,
      code: 'unavailable',
      detail: 'later',
      requestId: 'r',
      issues: [],
    };
    const { client } = clientAnswering(() =>
      stream(`data: ${JSON.stringify(event)}\n\nevent: problem\ndata: ${JSON.stringify(problem)}\n\n`),
    );
    await expect(watch(client)).rejects.toThrow(new UnavailableError('later'));
  });

  it('are bounded in size', async () => {
    const { client } = clientAnswering(() =>
      stream('data: ', ...Array.from({ length: 9 }, () => 'x'.repeat(1_048_576))),
    );
    await expect(watch(client)).rejects.toThrow('larger than 8 MiB');
  });
});
