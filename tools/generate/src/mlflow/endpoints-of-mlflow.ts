import { readFile } from 'node:fs/promises';
import path from 'node:path';

export interface EndpointOfMlflow {
  readonly method: string;
  /** `{name}` stands for one segment, `{name*}` for the rest. */
  readonly path: string;
}

/**
 * What MLflow's own server serves, from its package: `mlflow.server.handlers.get_endpoints()` below `/api`, and the routes
 * of `mlflow/server/__init__.py`, without those that deliver its web page.
 */
export async function endpointsOfMlflow(): Promise<{
  readonly version: string;
  readonly endpoints: readonly EndpointOfMlflow[];
}> {
  const file = path.join(import.meta.dirname, 'endpoints-of-mlflow.json');
  const { mlflow, endpoints } = JSON.parse(await readFile(file, 'utf8')) as {
    readonly mlflow: string;
    readonly endpoints: readonly (readonly [string, string])[];
  };
  return { version: mlflow, endpoints: endpoints.map(([method, at]) => ({ method, path: at })) };
}
