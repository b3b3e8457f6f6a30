import { LifecycleStage, type Experiment, type LoggedModel } from '@slipway/ports';
import {
  invalidParameter,
  type KeyValue,
  MlflowError,
  parseExperimentId,
  teamArtifactRoot,
} from '@slipway/registry';
import type { RegistryContext } from '../context.ts';

/** Widths of MLflow's columns. */
const widths = { name: 500, model_type: 500, source_run_id: 32, key: 255 } as const;

export const noLoggedModel = (id: string): MlflowError =>
  new MlflowError('RESOURCE_DOES_NOT_EXIST', `Logged model with ID '${id}' not found.`);

/**
 * A logged model that was not deleted.
 * @throws MlflowError RESOURCE_DOES_NOT_EXIST
 */
export async function findLoggedModel(
  { loggedModelStore }: RegistryContext,
  team: string,
  id: string,
): Promise<LoggedModel> {
  const model = await loggedModelStore.find(team, id);
  if (!model || model.isDeleted) throw noLoggedModel(id);
  return model;
}

/**
 * The experiment that a model is to be logged to.
 * @throws MlflowError INVALID_PARAMETER_VALUE, RESOURCE_DOES_NOT_EXIST
 */
export async function activeExperiment(
  context: RegistryContext,
  team: string,
  text: string,
): Promise<Experiment> {
  const id = parseExperimentId(text);
  const { trackingStore, clock } = context;
  await trackingStore.openTeam(team, teamArtifactRoot(context, team), clock.now().getTime());
  const experiment = await trackingStore.findExperiment(team, id);
  if (!experiment) throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `No Experiment with id=${id} exists`);
  if (experiment.lifecycleStage !== LifecycleStage.Active)
    throw invalidParameter(`The experiment ${id} must be in the 'active' state. Current state is deleted.`);
  return experiment;
}

/** @throws MlflowError BAD_REQUEST when a text is longer than MLflow's database would take */
export function checkWidth(field: keyof typeof widths, text: string): void {
  const width = widths[field];
  if (text.length > width)
    throw new MlflowError(
      'BAD_REQUEST',
      `The ${field} of a logged model has more than ${String(width)} characters.`,
    );
}

/** @throws MlflowError BAD_REQUEST when a key is too long or stands twice */
export function checkKeys(what: 'tag' | 'parameter', items: readonly KeyValue[]): void {
  const seen = new Set<string>();
  for (const { key } of items) {
    checkWidth('key', key);
    if (seen.has(key)) throw new MlflowError('BAD_REQUEST', `The ${what} '${key}' is given twice.`);
    seen.add(key);
  }
}
