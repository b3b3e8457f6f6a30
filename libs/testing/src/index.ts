export { mlflowEnvironment, type MlflowEnvironment } from './mlflow-environment.ts';
export { startMlflowServer, type MlflowServer, type MlflowServerOptions } from './mlflow-server.ts';
export { plainGit } from './plain-git.ts';
export { processesWith } from './processes.ts';
export { quietLogger } from './quiet-logger.ts';
export { runPython, type PythonResult } from './run-python.ts';
export { seededRandom } from './seeded-random.ts';
export { temporaryDirectory, type TemporaryDirectory } from './temporary-directory.ts';
export { until } from './until.ts';
