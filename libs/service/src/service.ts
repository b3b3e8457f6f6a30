import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { Endpoint } from '@slipway/contracts';
import type { z } from 'zod';
import type { Principal } from './principal.ts';

/** One part of Slipway that can run alone or together with others in one process. */
export interface Service {
  readonly name: string;
  readonly routes: readonly Route[];
  /** Protocols that are not JSON endpoints, such as git's smart HTTP. */
  readonly mounts: readonly Mount[];
  start(): Promise<void>;
  /** Finishes or hands back what is in flight; resolves when nothing of the service is left running. */
  stop(): Promise<void>;
  /** Throws UnavailableError, saying what is missing, while the service can't do its work. */
  checkReady(): Promise<void>;
}

export interface Mount {
  /** Path prefix, for example `/git`. */
  readonly prefix: string;
  /**
   * Deny by default: the mount decides who may do what. The principal is undefined without valid credentials.
   * `request.url` is whole: it still has the prefix. A thrown error is answered as problem details.
   */
  handle(request: IncomingMessage, response: ServerResponse, principal: Principal | undefined): Promise<void>;
}

export interface Call<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The bytes of the body for endpoints with `requestStream`; it fails with TooLargeError beyond the bound. */
  readonly stream: Readable;
  readonly principal: Principal;
  readonly requestId: string;
  readonly traceparent: string;
  /** Aborts when the caller has gone or the server stops. */
  readonly signal: AbortSignal;
}

type Answer<E extends Endpoint> = E['responseStream'] extends 'events'
  ? AsyncIterable<{ readonly id?: string; readonly data: z.input<E['response']> }>
  : E['responseStream'] extends 'bytes'
    ? Promise<AsyncIterable<Uint8Array>>
    : Promise<z.input<E['response']>>;

export type Handler<E extends Endpoint> = (
  call: Call<
    z.output<E['params']>,
    z.output<E['query']>,
    E['body'] extends z.ZodType ? z.output<E['body']> : undefined
  >,
) => Answer<E>;

/** An endpoint with what answers it. Access is checked before the handler runs. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly handler: (call: Call<never, never, never>) => unknown;
}

export function route<E extends Endpoint>(endpoint: E, handler: Handler<E>): Route {
  return { endpoint, handler };
}
