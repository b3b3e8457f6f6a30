import type { IncomingMessage, ServerResponse } from 'node:http';
import { isTraceparent, newRequestId, nextTraceparent } from '@slipway/kernel';
import type { Logger, Metrics } from '@slipway/ports';
import { beginExchange, Exchange } from './exchange.ts';

export interface BeginRequestDeps {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The requests in flight; who stops the server aborts them. */
  readonly inFlight: Set<Exchange>;
}

const requestIdPattern = /^[A-Za-z0-9._-]{1,64}$/;

const securityHeaders = Object.entries({
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
});

/**
 * Before all else: request id (the caller's when it is harmless), trace context (a child of the caller's), security headers,
 * metrics and a debug line when the answer is done.
 */
export function beginRequest({
  logger,
  metrics,
  inFlight,
}: BeginRequestDeps): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const started = performance.now();
    const { 'x-request-id': givenId, traceparent: givenTrace } = request.headers;
    const requestId =
      typeof givenId === 'string' && requestIdPattern.test(givenId) ? givenId : newRequestId();
    const traceparent = nextTraceparent(
      typeof givenTrace === 'string' && isTraceparent(givenTrace) ? givenTrace : undefined,
    );
    const exchange = new Exchange(requestId, traceparent, logger);
    inFlight.add(exchange);
    beginExchange(request, exchange);
    response.setHeader('X-Request-Id', requestId);
    response.setHeader('Traceparent', traceparent);
    for (const [name, value] of securityHeaders) response.setHeader(name, value);
    response.once('close', () => {
      inFlight.delete(exchange);
      if (!response.writableFinished) exchange.abort(new Error('the caller has gone'));
      const seconds = (performance.now() - started) / 1000;
      const labels = {
        route: exchange.route,
        method: request.method ?? '',
        status: String(response.statusCode),
      };
      metrics.observe('slipway_http_request_seconds', seconds, labels);
      exchange.logger.debug('request answered', { ...labels, seconds });
    });
  };
}
