import { invalidParameter } from '../mlflow-error.ts';
import { invalidValue } from './messages.ts';
import { wholeNumberIn } from './whole-number.ts';

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkRunId(runId: string): void {
  if (!/^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u.test(runId)) throw invalidValue('run_id', runId);
}

/**
 * The number of an experiment in its shortest form.
 * @throws MlflowError INVALID_PARAMETER_VALUE unless it is a whole number of 64 bit
 */
export function parseExperimentId(text: string): string {
  const id = wholeNumberIn(text);
  if (id === undefined) throw invalidParameter(invalidExperimentIdMessage(text));
  return id;
}

export const invalidExperimentIdMessage = (text: string): string =>
  `Invalid experiment ID '${text}'. Experiment ID must be a valid integer.`;

/**
 * The number of a model version. Numbers beyond those that JSON can say exactly belong to no version.
 * @throws MlflowError INVALID_PARAMETER_VALUE unless it is a whole number
 */
export function parseModelVersion(text: string): number {
  if (/^\s*[+-]?\d+\s*$/.test(text)) return Number(text);
  throw invalidParameter(`Parameter 'version' must be an integer, got '${text}'.`);
}
