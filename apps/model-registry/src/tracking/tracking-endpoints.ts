import type { MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { experimentEndpoints } from './experiment-endpoints.ts';
import { historyEndpoints } from './history-endpoints.ts';
import { inputEndpoints } from './input-endpoints.ts';
import { logEndpoints } from './log-endpoints.ts';
import { logModel } from './log-model.ts';
import { runEndpoints } from './run-endpoints.ts';
import { searchDatasets } from './search-datasets.ts';
import { searchExperiments } from './search-experiments.ts';
import { searchRuns } from './search-runs.ts';
import { tagEndpoints } from './tag-endpoints.ts';

/** Experiments, runs and everything that is logged to them. */
export const trackingEndpoints: readonly MlflowEndpoint[] = [
  ...experimentEndpoints,
  ...searchExperiments,
  searchDatasets,
  ...runEndpoints,
  searchRuns,
  ...logEndpoints,
  ...tagEndpoints,
  logModel,
  ...inputEndpoints,
  ...historyEndpoints,
];
