import type { RequestHandler } from 'express';
import { isTraceparent, newRequestId, nextTraceparent } from '@slipway/kernel';
import type { Logger, Metrics } from '@slipway/ports';
import { beginExchange } from './exchange.ts';

export interface BeginRequestDeps {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The requests in flight; who stops the server aborts them. */
  readonly inFlight: Set<AbortController>;
}

const requestIdPattern = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * First middleware: request id (the caller's when it is harmless), trace context (a child of the caller's), security
 * headers, metrics and a debug line when the answer is done.
 */
export function beginRequest({ logger, metrics, inFlight }: BeginRequestDeps): RequestHandler {
  return (request, response, next) => {
    const started = performance.now();
    const givenId = request.get('x-request-id');
    const givenTrace = request.get('traceparent');
    const requestId = givenId !== undefined && requestIdPattern.test(givenId) ? givenId : newRequestId();
    const traceparent = nextTraceparent(
      givenTrace !== undefined && isTraceparent(givenTrace) ? givenTrace : undefined,
    );
    const gone = new AbortController();
    inFlight.add(gone);
    const exchange = {
      requestId,
      traceparent,
      logger: logger.child({ requestId, trace: traceparent.slice(3, 35) }),
      signal: gone.signal,
      route: 'none',
      principal: undefined,
    };
    beginExchange(request, exchange);
    response.set({
      'X-Request-Id': requestId,
      Traceparent: traceparent,
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    });
    response.once('close', () => {
      inFlight.delete(gone);
      if (!response.writableFinished) gone.abort(new Error('the caller has gone'));
      const seconds = (performance.now() - started) / 1000;
      const labels = { route: exchange.route, method: request.method, status: String(response.statusCode) };
      metrics.observe('slipway_http_request_seconds', seconds, labels);
      exchange.logger.debug('request answered', { ...labels, seconds });
    });
    next();
  };
}
