export type { RegistryContext } from './context.ts';
export {
  createModelRegistryService,
  mlflowEndpoints,
  streamRoutes,
} from './create-model-registry-service.ts';
export { openModelRegistry, type ModelRegistryOptions } from './open-model-registry.ts';
export { mlflowOpenApi } from './protocol/mlflow-openapi.ts';
