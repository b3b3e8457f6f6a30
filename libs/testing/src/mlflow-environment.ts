import path from 'node:path';
import { pythonEnvironment } from './python-environment.ts';

/** A Python environment with the real `mlflow` package, pytest and schemathesis. */
export interface MlflowEnvironment {
  /** The interpreter; run a tool as `python -m <tool>`. */
  readonly python: string;
  /** SQLite database of a fresh MLflow server, to be copied. */
  readonly freshDatabase: string;
}

/** @param progress gets a line per step of its making, which takes minutes */
export async function mlflowEnvironment(progress?: (line: string) => void): Promise<MlflowEnvironment> {
  const upgrade = ['-m', 'mlflow', 'db', 'upgrade', 'sqlite:///fresh.db'];
  const directory = await pythonEnvironment('mlflow', progress, upgrade);
  return { python: path.join(directory, 'bin/python'), freshDatabase: path.join(directory, 'fresh.db') };
}
