import { invalidParameter, type MlflowError } from '../mlflow-error.ts';

/** MLflow's message and the place, in characters from 1. */
export const refusedAt = (message: string, position: number): MlflowError =>
  invalidParameter(`${message} (at position ${String(position)})`);
