export { createTuningService } from './create-tuning-service.ts';
export type { TuningDeps } from './tuning-deps.ts';
