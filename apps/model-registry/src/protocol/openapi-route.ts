import type { MlflowEndpoint, StreamRoute } from './mlflow-endpoint.ts';
import { mlflowOpenApi } from './mlflow-openapi.ts';

/** The description of all that is served, made when it is asked for. */
export function openApiRoute(
  endpoints: readonly MlflowEndpoint[],
  streams: readonly StreamRoute[],
): StreamRoute {
  return {
    method: 'GET',
    path: '/api/2.0/mlflow/openapi.json',
    access: 'public',
    summary: 'This description.',
    handle: (_, { response }) => {
      const body = JSON.stringify(mlflowOpenApi(endpoints, streams));
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
      });
      response.end(body);
      return Promise.resolve();
    },
  };
}
