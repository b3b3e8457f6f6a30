import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { InvalidInputError, UnavailableError } from '@slipway/kernel';
import type { Logger, Metrics } from '@slipway/ports';
import type { Tokens } from '../auth/tokens.ts';
import type { Service } from '../service.ts';
import { beginRequest } from './begin-request.ts';
import { exchangeOf, type Exchange } from './exchange.ts';
import { createJsonBodies } from './json-body.ts';
import { defaultLimits, type HttpLimits } from './limits.ts';
import { answerByMount, mountOf } from './mount-protocols.ts';
import { mountRoute } from './mount-route.ts';
import { mountOperations } from './operations-routes.ts';
import { answerWithProblem } from './problem.ts';
import { refuseUnknown } from './unknown-route.ts';

export interface ServeOptions {
  readonly services: readonly Service[];
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly tokens: Tokens;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpServer {
  /** `http://127.0.0.1:7788` */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no new connections, ends streams, lets requests in flight finish within `limits.closeTime`, then cuts them.
   * Idempotent.
   */
  close(): Promise<void>;
}

/**
 * Serves the routes and mounts of services. Access is denied unless an endpoint's rule allows it.
 * @throws UnavailableError when the address is taken or not of this machine; InvalidInputError when two routes are one.
 */
export async function serveHttp(options: ServeOptions): Promise<HttpServer> {
  const limits = { ...defaultLimits, ...options.limits };
  const inFlight = new Set<Exchange>();
  let closing: Promise<void> | undefined;
  const server = createServer(
    {
      headersTimeout: limits.headersTime,
      // Bodies have bounds of their own: one for the whole server would cut off the upload of a large artifact.
      requestTimeout: 0,
      connectionsCheckingInterval: Math.min(limits.headersTime, 5000),
      keepAliveTimeout: 15_000,
    },
    listener(options, limits, inFlight, () => closing !== undefined),
  );
  server.maxConnections = limits.connections;
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const shownHost = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host;
  const url = `http://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}:${String(port)}`;
  return {
    url,
    port,
    close: () => {
      closing ??= closeServer(server, inFlight, limits.closeTime);
      return closing;
    },
  };
}

/** Mounts come before express: what they serve comes in numbers where its way through each layer would cost most. */
function listener(
  options: ServeOptions,
  limits: HttpLimits,
  inFlight: Set<Exchange>,
  isStopping: () => boolean,
): RequestListener {
  const { services, tokens } = options;
  const mounts = services.flatMap((service) => service.mounts);
  const begin = beginRequest({ ...options, inFlight });
  const app = createApp(options, limits, isStopping);
  return (request, response) => {
    begin(request, response);
    const mount = mountOf(mounts, request);
    if (!mount) {
      app(request, response);
      return;
    }
    answerByMount(mount, tokens, request, response).catch(() => {
      response.destroy();
    });
  };
}

function createApp(options: ServeOptions, limits: HttpLimits, isStopping: () => boolean): Express {
  const { services, tokens, metrics } = options;
  const routes = services.flatMap((service) => service.routes);
  const taken = new Set<string>();
  for (const { endpoint } of routes) {
    const key = [endpoint.method, endpoint.path, endpoint.mediaType ?? ''].join(' ').trimEnd();
    if (taken.has(key)) throw new InvalidInputError(`two services answer ${key}`);
    taken.add(key);
  }
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.enable('case sensitive routing');
  app.enable('strict routing');
  app.set('query parser', 'simple');
  app.use(authenticate(tokens));
  mountOperations(app, { services, metrics, isStopping });
  const bodies = createJsonBodies(limits);
  // Those that answer by the media type that the caller prefers leave what they do not answer to the others.
  const byMediaType = routes.filter(({ endpoint }) => endpoint.mediaType !== undefined);
  for (const route of new Set([...byMediaType, ...routes])) mountRoute(app, route, { bodies, limits });
  app.use(refuseUnknown(routes));
  app.use(answerErrors);
  return app;
}

/** Finds out who calls; wrong credentials are refused. */
function authenticate(tokens: Tokens): RequestHandler {
  return (request, _response, next) => {
    exchangeOf(request).principal = tokens.authenticate(request.headers.authorization);
    next();
  };
}

const answerErrors: ErrorRequestHandler = (error: unknown, request, response, next) => {
  answerWithProblem(error, request, response).catch(next);
};

async function listen(server: Server, { host, port }: ServeOptions): Promise<void> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new UnavailableError(`cannot listen on ${host}:${String(port)}`, { cause: error });
  }
}

async function closeServer(server: Server, inFlight: ReadonlySet<Exchange>, patience: number): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const request of inFlight) request.abort(new UnavailableError('the server is stopping'));
  // A connection that was busy when the server began to close becomes idle later, and would stay open for its next request.
  // One that never sent a request is not idle for Node: it is closed with the last request.
  const sweep = setInterval(() => {
    if (inFlight.size === 0) server.closeAllConnections();
    else server.closeIdleConnections();
  }, 20);
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, patience);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
