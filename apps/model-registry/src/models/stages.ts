import { invalidParameter, modelStages, type ModelStage } from '@slipway/registry';

/** Stages that are served: only they archive what was in them. */
export const activeStages: readonly ModelStage[] = ['Staging', 'Production'];

/**
 * A stage by its name in any case.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function stageOf(given: string): ModelStage {
  const stage = modelStages.find((one) => one.toLowerCase() === given.toLowerCase());
  if (stage) return stage;
  throw invalidParameter(
    `Invalid Model Version stage: ${given}. Value must be one of ${modelStages.join(', ')}.`,
  );
}
