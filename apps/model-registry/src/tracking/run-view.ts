import type { RunDataset, TrackedRun, TrackedRunDetails } from '@slipway/ports';

/** What a run is, as MLflow answers it, with its id by its new and its old name. */
export const runInfoView = (run: TrackedRun): object => ({
  run_uuid: run.id,
  experiment_id: run.experimentId,
  run_name: run.name,
  user_id: run.userId,
  status: run.status,
  start_time: run.startTime,
  end_time: run.endTime,
  artifact_uri: run.artifactUri,
  lifecycle_stage: run.lifecycleStage,
  run_id: run.id,
});

/** A run with what it has logged, read and made, as MLflow answers it. */
export const runView = (run: TrackedRunDetails): object => ({
  info: runInfoView(run),
  data: { metrics: run.metrics, params: run.params, tags: run.tags },
  inputs: {
    dataset_inputs: listed(run.datasets, datasetView),
    model_inputs: listed(run.modelInputs, ({ modelId }) => ({ model_id: modelId })),
  },
  outputs: { model_outputs: listed(run.modelOutputs, ({ modelId, step }) => ({ model_id: modelId, step })) },
});

/** An empty list is left out anyway: it is cheaper here. */
const listed = <Item>(items: readonly Item[], view: (item: Item) => object): readonly object[] | undefined =>
  items.length === 0 ? undefined : items.map(view);

const datasetView = ({ dataset: { sourceType, ...dataset }, tags }: RunDataset): object => ({
  tags,
  dataset: { ...dataset, source_type: sourceType },
});
