export { createTuningService } from './create-tuning-service.ts';
export { openOptuna, type OptunaOptions, type OptunaService } from './optuna/open-optuna.ts';
export type { TuningDeps } from './tuning-deps.ts';
