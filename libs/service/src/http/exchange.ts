import type { IncomingMessage } from 'node:http';
import type { Logger } from '@slipway/ports';
import type { Principal } from '../principal.ts';

/** What the shell knows of one request beside Node's own. */
export class Exchange {
  readonly requestId: string;
  readonly traceparent: string;
  readonly logger: Logger;
  /** Route template for metrics; set by the route that takes the request. */
  route = 'none';
  /** Set once credentials have been checked; undefined without any. */
  principal: Principal | undefined;
  /** Made when somebody listens: most requests are answered before anybody does. */
  #gone: AbortController | undefined;
  #reason: Error | undefined;

  constructor(requestId: string, traceparent: string, logger: Logger) {
    this.requestId = requestId;
    this.traceparent = traceparent;
    this.logger = logger.child({ requestId, trace: traceparent.slice(3, 35) });
  }

  /** Aborts when the caller has gone or the server stops. */
  get signal(): AbortSignal {
    this.#gone ??= new AbortController();
    if (this.#reason) this.#gone.abort(this.#reason);
    return this.#gone.signal;
  }

  abort(reason: Error): void {
    this.#reason ??= reason;
    this.#gone?.abort(this.#reason);
  }
}

const exchanges = new WeakMap<IncomingMessage, Exchange>();

export function beginExchange(request: IncomingMessage, exchange: Exchange): void {
  exchanges.set(request, exchange);
}

export function exchangeOf(request: IncomingMessage): Exchange {
  const exchange = exchanges.get(request);
  if (!exchange) throw new Error('the request was not begun by the shell');
  return exchange;
}
