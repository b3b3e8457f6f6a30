import type { Endpoint } from '@slipway/contracts';
import type { Express, Request, RequestHandler, Response } from 'express';
import { Readable } from 'node:stream';
import { authorize } from '../auth/authorize.ts';
import type { Route } from '../service.ts';
import { boundedStream } from './bounded-stream.ts';
import { sendBytes } from './byte-stream.ts';
import { sendEvents, type OutgoingEvent } from './event-stream.ts';
import { exchangeOf } from './exchange.ts';
import { MethodNotAllowedError } from './http-errors.ts';
import { parsePart } from './input-issues.ts';
import type { JsonBodies } from './json-body.ts';
import type { HttpLimits } from './limits.ts';

export interface MountRouteDeps {
  readonly bodies: JsonBodies;
  readonly limits: HttpLimits;
}

/** `/v1/teams/{team}` as express writes it. */
export function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** Makes an endpoint answer: access rule, then validation of path, query and body, then the handler, then its answer. */
export function mountRoute(app: Express, route: Route, deps: MountRouteDeps): void {
  app[route.endpoint.method](expressPath(route.endpoint.path), routeHandler(route, deps));
}

function routeHandler({ endpoint, handler }: Route, { bodies, limits }: MountRouteDeps): RequestHandler {
  const query = endpoint.query.strict();
  const queryNames = Object.keys(endpoint.query.shape);
  return async (request, response, next) => {
    if (endpoint.mediaType !== undefined) {
      response.vary('Accept');
      if (request.accepts(['application/json', endpoint.mediaType]) !== endpoint.mediaType) {
        next();
        return;
      }
    }
    const exchange = exchangeOf(request);
    exchange.route = endpoint.path;
    // express answers HEAD by the handler of GET, and a stream without a body would never end.
    if (request.method === 'HEAD' && endpoint.responseStream)
      throw new MethodNotAllowedError('a stream has no HEAD');
    const principal = authorize(endpoint, exchange.principal, request.params);
    const call = {
      params: parsePart('path', endpoint.params, request.params),
      query: parsePart('query', query, { ...resumed(request, endpoint), ...request.query }, queryNames),
      body: endpoint.body && parsePart('body', endpoint.body, await bodies.read(request)),
      stream: endpoint.requestStream
        ? boundedStream(request, endpoint.requestStream.maxBytes, limits.silence)
        : Readable.from([]),
      principal,
      requestId: exchange.requestId,
      traceparent: exchange.traceparent,
      signal: exchange.signal,
    };
    try {
      // `route()` has checked that handler and endpoint belong together; here that type is gone.
      const answer = handler(call as never);
      await sendAnswer(request, response, { endpoint, answer, limits });
    } finally {
      // A handler that refuses before it reads would leave the stream open, and its timer with it.
      call.stream.destroy();
    }
  };
}

/** Clients of event streams that connect again name the last event they have in a header of its own. */
function resumed(request: Request, { responseStream, query }: Endpoint): { readonly after?: string } {
  const after = request.get('Last-Event-ID');
  return responseStream === 'events' && 'after' in query.shape && after !== undefined ? { after } : {};
}

interface PendingAnswer {
  readonly endpoint: Route['endpoint'];
  readonly answer: unknown;
  readonly limits: HttpLimits;
}

async function sendAnswer(
  request: Request,
  response: Response,
  { endpoint, answer, limits }: PendingAnswer,
): Promise<void> {
  // The schema decides what leaves the server: fields that it does not name stay inside.
  if (endpoint.responseStream === 'events') {
    await sendEvents(
      request,
      response,
      wireEvents(endpoint, answer as AsyncIterable<OutgoingEvent>),
      limits.heartbeat,
    );
  } else if (endpoint.responseStream === 'bytes') {
    await sendBytes(
      request,
      response,
      await (answer as Promise<AsyncIterable<Uint8Array>>),
      endpoint.mediaType,
    );
  } else {
    response.status(endpoint.status).json(endpoint.response.parse(await answer));
  }
}

async function* wireEvents(
  endpoint: Route['endpoint'],
  events: AsyncIterable<OutgoingEvent>,
): AsyncGenerator<OutgoingEvent> {
  for await (const event of events) yield { ...event, data: endpoint.response.parse(event.data) };
}
