export {
  attemptMarker,
  logFile,
  openAttemptProcesses,
  type AttemptProcesses,
  type ProcessCommand,
  type ProcessState,
} from './attempt-processes.ts';
export { pruneEntries, type CacheBounds } from './cache-entries.ts';
export { syncDirectory, writeDurably } from './durable-file.ts';
export { preparationBase, programBase } from './host-environment.ts';
export { lockDirectory } from './instance-lock.ts';
export { openOutput, type OutputArtifact } from './output-artifact.ts';
export { pathBelow } from './path-below.ts';
export type { PreparationContext } from './preparation-context.ts';
export { bootId } from './process-identity.ts';
export { openPythonEnvironment } from './python-environment.ts';
export { PreparationFailedError } from './run-tool.ts';
export { checkOutSource, type GitSource } from './source-checkout.ts';
export { preparationMarker, sweepPreparation } from './sweep-preparation.ts';
export { systemErrorCode, unlessMissing } from './system-error.ts';
export { writeFiles } from './write-files.ts';
