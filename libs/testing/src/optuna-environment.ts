import path from 'node:path';
import { pythonEnvironment } from './python-environment.ts';

/**
 * The interpreter of a Python environment with the real `optuna` and `optuna-dashboard` packages, and pytest.
 * @param progress gets a line per step of its making, which takes a minute
 */
export const optunaPython = async (progress?: (line: string) => void): Promise<string> =>
  path.join(await pythonEnvironment('optuna', progress), 'bin/python');
