import type { Request } from 'express';
import type { Logger } from '@slipway/ports';
import type { Principal } from '../principal.ts';

/** What the shell knows of one request beside express' own. */
export interface Exchange {
  readonly requestId: string;
  readonly traceparent: string;
  readonly logger: Logger;
  /** Aborts when the caller has gone or the server stops. */
  readonly signal: AbortSignal;
  /** Route template for metrics; set by the route that takes the request. */
  route: string;
  /** Set once credentials have been checked; undefined without any. */
  principal: Principal | undefined;
}

const exchanges = new WeakMap<Request, Exchange>();

export function beginExchange(request: Request, exchange: Exchange): void {
  exchanges.set(request, exchange);
}

export function exchangeOf(request: Request): Exchange {
  const exchange = exchanges.get(request);
  if (!exchange) throw new Error('the request was not begun by the shell');
  return exchange;
}
