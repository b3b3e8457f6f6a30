import type { Service } from '@slipway/service';
import type { RegistryContext } from './context.ts';
import { mlflowMounts } from './protocol/mlflow-mounts.ts';
import type { MlflowEndpoint, StreamRoute } from './protocol/mlflow-endpoint.ts';
import { serverRoutes } from './protocol/server-routes.ts';

/** Every endpoint of MLflow's API that is served. */
export const mlflowEndpoints: readonly MlflowEndpoint[] = [];

/** Routes that carry bytes, and those at the root of the server. */
export const streamRoutes: readonly StreamRoute[] = [...serverRoutes];

/** The model registry: MLflow's tracking and registry, with the registry's desired state in the environment repository. */
export function createModelRegistryService(deps: RegistryContext): Service {
  const context: RegistryContext = { ...deps, logger: deps.logger.child({ service: 'model-registry' }) };
  return {
    name: 'model-registry',
    routes: [],
    mounts: mlflowMounts(context, mlflowEndpoints, streamRoutes),
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    checkReady: () => Promise.resolve(),
  };
}
