import type { Express } from 'express';
import { openApiDocument } from '@slipway/contracts';
import type { Metrics } from '@slipway/ports';
import type { Service } from '../service.ts';
import { exchangeOf } from './exchange.ts';
import { readinessOf } from './readiness.ts';

export interface OperationsDeps {
  readonly services: readonly Service[];
  readonly metrics: Metrics;
  readonly isStopping: () => boolean;
}

/** What those who run the server ask it, without credentials: is it alive, is it ready, its metrics, its API. */
export function mountOperations(app: Express, { services, metrics, isStopping }: OperationsDeps): void {
  // Made when somebody asks: it takes longer than all the rest of a start.
  let document: object | undefined;
  app.get('/healthz', (request, response) => {
    exchangeOf(request).route = '/healthz';
    response.json({ alive: true });
  });
  app.get('/readyz', async (request, response) => {
    exchangeOf(request).route = '/readyz';
    const readiness = isStopping()
      ? { ready: false, services: [], missing: 'the server is stopping' }
      : await readinessOf(services);
    response.status(readiness.ready ? 200 : 503).json(readiness);
  });
  app.get('/metrics', async (request, response) => {
    exchangeOf(request).route = '/metrics';
    response.set('Content-Type', 'text/plain; version=0.0.4; charset=utf-8').send(await metrics.expose());
  });
  app.get('/openapi.json', (request, response) => {
    exchangeOf(request).route = '/openapi.json';
    document ??= openApiDocument(services.flatMap(({ routes }) => routes.map(({ endpoint }) => endpoint)));
    response.json(document);
  });
}
