import { invalidParameter, type MlflowError } from '../mlflow-error.ts';
import { pythonJson } from '../python-text.ts';

/** The refusal of the value at `path` (`metrics[0].name`), and why. */
export const invalidValue = (path: string, value: string | number | null, reason?: string): MlflowError =>
  invalidParameter(
    `Invalid value ${pythonJson(value)} for parameter '${path}' supplied${reason === undefined ? '.' : `: ${reason}`}`,
  );

export const missingValue = (path: string): MlflowError =>
  invalidParameter(`Missing value for required parameter '${path}'.`);
