import { invalidParameter } from '../mlflow-error.ts';
import { limits } from './limits.ts';
import { checkName } from './names.ts';
import type { KeyValue } from './run-data.ts';
import { checkLength } from './text-length.ts';

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkExperimentName(name: string): void {
  if (name === '') throw invalidParameter("Invalid experiment name: ''");
  checkLength('name', name, limits.experimentNameLength);
}

/** @throws MlflowError INVALID_PARAMETER_VALUE */
export function checkExperimentTag({ key, value }: KeyValue): void {
  checkName(key, 'key');
  checkLength('key', key, limits.keyLength);
  checkLength('value', value, limits.experimentTagValueLength);
}
