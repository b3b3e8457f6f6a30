import { InvalidInputError, SlipwayError, UnavailableError } from '@slipway/kernel';
import { Agent } from 'undici';
import type { z } from 'zod';
import { Problem } from '../field-schemas.ts';
import type { Endpoint } from '../endpoint.ts';
import { errorFromAnswer, errorFromProblem } from './answer-error.ts';
import { requestUrl, type AnyRequest, type RequestOf } from './request.ts';
import { parseEvents } from './server-sent-events.ts';

export interface ClientOptions {
  /** Base URL of the server: `http://127.0.0.1:7788`. */
  readonly url: string;
  readonly token?: string | undefined;
  /** Instead of the global `fetch`, for tests. */
  readonly fetch?: typeof fetch;
  /** W3C trace context that the requests belong to. */
  readonly traceparent?: string | undefined;
}

type EndpointOf<Stream> = Endpoint & { readonly responseStream?: Stream };
export type EventsEndpoint = Endpoint & { readonly responseStream: 'events' };
export type BytesEndpoint = Endpoint & { readonly responseStream: 'bytes' };

/**
 * Calls endpoints. Every failure is a SlipwayError: the server's own, rebuilt with code, issues and request id, or
 * UnavailableError when it could not be reached or did not answer to the end. An abort throws the reason of its signal.
 * Nothing is repeated: that is the caller's decision.
 */
export interface Client {
  readonly url: string;
  call<E extends EndpointOf<never>>(endpoint: E, request: RequestOf<E>): Promise<z.output<E['response']>>;
  /**
   * The events of a stream as they come; it ends when the server ends it, also because it stops. To go on without a gap,
   * ask again after the last `id`.
   */
  events<E extends EventsEndpoint>(
    endpoint: E,
    request: RequestOf<E>,
  ): AsyncGenerator<
    { readonly id: string | undefined; readonly data: z.output<E['response']> },
    void,
    undefined
  >;
  /** The bytes of the answer, with back-pressure. */
  bytes<E extends BytesEndpoint>(
    endpoint: E,
    request: RequestOf<E>,
  ): AsyncGenerator<Uint8Array, void, undefined>;
}

export function createClient(options: ClientOptions): Client {
  const send = (endpoint: Endpoint, request: AnyRequest): Promise<Response> =>
    sendRequest(options, endpoint, request);
  return {
    url: options.url,
    async call(endpoint, request) {
      const answer = await send(endpoint, request);
      const text = await received(options.url, request.signal, () => answer.text());
      return parseAnswer(options.url, endpoint, text);
    },
    async *events(endpoint, request) {
      const answer = await send(endpoint, request);
      for await (const { event, id, data } of parseEvents(body(options.url, answer, request.signal))) {
        if (event === 'problem') throw errorFromProblem(Problem.parse(JSON.parse(data)));
        yield { id, data: parseAnswer(options.url, endpoint, data) };
      }
    },
    async *bytes(endpoint, request) {
      yield* body(options.url, await send(endpoint, request), request.signal);
    },
  };
}

// A stream may be silent for as long as a run is: the default of 300 s between two chunks would end it.
const dispatcher = new Agent({ bodyTimeout: 0 });

async function sendRequest(
  options: ClientOptions,
  endpoint: Endpoint,
  request: AnyRequest,
): Promise<Response> {
  const { url, token, traceparent, fetch: fetchNow = fetch } = options;
  const headers = new Headers({
    accept:
      endpoint.mediaType ?? (endpoint.responseStream === 'events' ? 'text/event-stream' : 'application/json'),
  });
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  if (traceparent !== undefined) headers.set('traceparent', traceparent);
  const init: RequestInit = { method: endpoint.method.toUpperCase(), headers, redirect: 'error' };
  if (endpoint.responseStream) Object.assign(init, { dispatcher });
  if (request.signal) init.signal = request.signal;
  if (endpoint.body) {
    headers.set('content-type', 'application/json');
    init.body = JSON.stringify(request.body);
  } else if (request.stream) {
    headers.set('content-type', 'application/octet-stream');
    if (request.stream instanceof Uint8Array) init.body = new Uint8Array(request.stream);
    else Object.assign(init, { body: ReadableStream.from(request.stream), duplex: 'half' });
  }
  const target = targetOf(url, endpoint, request);
  const answer = await received(url, request.signal, () => fetchNow(target, init));
  if (!answer.ok) throw await errorFromAnswer(answer);
  return answer;
}

function targetOf(url: string, endpoint: Endpoint, request: AnyRequest): URL {
  try {
    return requestUrl(url, endpoint, request);
  } catch (error) {
    throw new InvalidInputError(`${JSON.stringify(url)} is no URL of a server`, { cause: error });
  }
}

async function* body(
  url: string,
  answer: Response,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (!answer.body) return;
  const reader = answer.body.getReader();
  try {
    for (;;) {
      const { value } = await received<{ readonly value?: Uint8Array | undefined }>(url, signal, () =>
        reader.read(),
      );
      if (!value) return;
      yield value;
    }
  } finally {
    // Tells the server that nobody listens any more; after an error there is nobody to tell.
    await reader.cancel().catch(() => undefined);
  }
}

/** Runs one step of the conversation and gives its failure a name. */
async function received<T>(url: string, signal: AbortSignal | undefined, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof SlipwayError) throw error;
    throw new UnavailableError(`cannot reach ${url}`, {
      cause: error instanceof Error ? (error.cause ?? error) : error,
    });
  }
}

function parseAnswer<E extends Endpoint>(url: string, endpoint: E, text: string): z.output<E['response']> {
  try {
    return endpoint.response.parse(JSON.parse(text)) as z.output<E['response']>;
  } catch (error) {
    throw new UnavailableError(
      `${url} did not answer ${endpoint.id} as Slipway does: is it another version, or another server?`,
      {
        cause: error,
      },
    );
  }
}
