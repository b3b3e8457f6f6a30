export { backoffDelay } from './backoff.ts';
export type { RunAnnouncement, RunEffect } from './effect.ts';
export type { RunInput, Settled } from './input.ts';
export {
  isMetricName,
  lineMark,
  metricReports,
  progressReport,
  readMetricLine,
  type LineMeaning,
  type MetricReport,
} from './metric-lines.ts';
export {
  AttemptState,
  RunState,
  acceptedRun,
  isFinalAttempt,
  isFinalRun,
  type Attempt,
  type Retirement,
  type RetryPolicy,
  type Run,
} from './run.ts';
export { maximalLosses, transition } from './transition.ts';
export type { Transition } from './transition-parts.ts';
export {
  DeploymentStage,
  deploymentOf,
  isSettled,
  type DeployedResource,
  type Deployment,
  type DeploymentProgress,
  type ReconcilerWord,
  type RenderedChange,
  type StartedRun,
} from './deployment.ts';
