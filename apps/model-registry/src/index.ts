export type { RegistryContext } from './context.ts';
export { createModelRegistryService } from './create-model-registry-service.ts';
