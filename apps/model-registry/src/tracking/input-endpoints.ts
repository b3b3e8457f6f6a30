import type { RunDataset } from '@slipway/ports';
import { checkDatasetInput, checkRunId } from '@slipway/registry';
import { isList, isText, required } from '../protocol/checks.ts';
import { int64, list, message, text, type MessageValue } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { exactNumber } from './exact-number.ts';
import { checkUniqueTags, filled, keyValues } from './key-values.ts';
import { changed } from './refusals.ts';

const datasetFields = {
  tags: keyValues(),
  dataset: message({
    name: text(),
    digest: text(),
    source_type: text(),
    source: text(),
    schema: text(),
    profile: text(),
  }),
};

const logInputs = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/runs/log-inputs',
  access: 'write',
  summary: 'Tell which datasets and models a run has read.',
  request: message({
    run_id: text(),
    datasets: list(message(datasetFields)),
    models: list(message({ model_id: text() })),
  }),
  checks: { run_id: [required, isText], datasets: [isList], models: [isList] },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const { run_id: id = '' } = request;
    checkRunId(id);
    const datasets = request.datasets.map(runDataset);
    for (const input of datasets) {
      checkDatasetInput(input);
      checkUniqueTags(input.tags);
    }
    const models = request.models.map(({ model_id: modelId = '' }) => ({ modelId, step: 0 }));
    changed(id, await trackingStore.addInputs(team, id, { datasets, models }));
    return {};
  },
});

function runDataset({ dataset, tags }: MessageValue<typeof datasetFields>): RunDataset {
  return {
    tags: filled(tags),
    dataset: {
      name: dataset?.name ?? '',
      digest: dataset?.digest ?? '',
      sourceType: dataset?.source_type ?? '',
      source: dataset?.source ?? '',
      schema: dataset?.schema === '' ? undefined : dataset?.schema,
      profile: dataset?.profile === '' ? undefined : dataset?.profile,
    },
  };
}

const logOutputs = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/runs/outputs',
  access: 'write',
  summary: 'Tell which models a run has made.',
  request: message({
    run_id: text(),
    models: list(message({ model_id: text(), step: int64() })),
  }),
  checks: { run_id: [required, isText], models: [required, isList] },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const { run_id: id = '' } = request;
    const models = request.models.map(({ model_id: modelId = '', step = 0 }, index) => ({
      modelId,
      step: exactNumber(`models[${String(index)}].step`, step),
    }));
    changed(id, await trackingStore.addOutputs(team, id, models));
    return {};
  },
});

export const inputEndpoints: readonly MlflowEndpoint[] = [logInputs, logOutputs];
