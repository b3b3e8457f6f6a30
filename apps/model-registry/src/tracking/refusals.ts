import { invalidParameter, MlflowError } from '@slipway/registry';

export const noExperiment = (id: string): MlflowError =>
  new MlflowError('RESOURCE_DOES_NOT_EXIST', `No Experiment with id=${id} exists`);

export const inactiveExperiment = (id: string): MlflowError =>
  invalidParameter(`The experiment ${id} must be in the 'active' state. Current state is deleted.`);

export const noRun = (id: string): MlflowError =>
  new MlflowError('RESOURCE_DOES_NOT_EXIST', `Run with id=${id} not found`);

export const inactiveRun = (id: string): MlflowError =>
  invalidParameter(`The run ${id} must be in the 'active' state. Current state is deleted.`);

/**
 * What became of a change to a run.
 * @throws MlflowError when there is no such run, or it is deleted
 */
export function changed<Outcome>(id: string, outcome: Outcome): Exclude<Outcome, 'no-run' | 'not-active'> {
  if (outcome === 'no-run') throw noRun(id);
  if (outcome === 'not-active') throw inactiveRun(id);
  return outcome as Exclude<Outcome, 'no-run' | 'not-active'>;
}
