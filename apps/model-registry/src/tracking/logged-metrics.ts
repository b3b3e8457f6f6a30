import type { LoggedMetric, NewLoggedModelMetric } from '@slipway/ports';
import { MlflowError } from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { double, int64, text, type MessageValue } from '../protocol/message.ts';
import { exactNumber } from './exact-number.ts';
import { inactiveRun, noRun } from './refusals.ts';

export const metricFields = {
  key: text(),
  value: double(),
  timestamp: int64(),
  step: int64(),
  model_id: text(),
  dataset_name: text(),
  dataset_digest: text(),
};

/** A point of a metric, perhaps of a logged model too. */
export interface RequestedMetric extends LoggedMetric {
  readonly ofModel: Pick<NewLoggedModelMetric, 'modelId' | 'dataset'> | undefined;
}

/** `path` stands before the names of fields in refusals. */
export function metricIn(fields: MessageValue<typeof metricFields>, path: string): RequestedMetric {
  const { key = '', value = 0, timestamp = 0, step = 0, model_id: modelId = '' } = fields;
  const { dataset_name: name = '', dataset_digest: digest = '' } = fields;
  return {
    key,
    value,
    timestamp: exactNumber(`${path}timestamp`, timestamp),
    step: exactNumber(`${path}step`, step),
    ofModel: modelId === '' ? undefined : { modelId, dataset: name === '' ? undefined : { name, digest } },
  };
}

/**
 * Adds the points that are of logged models to those. Called before the points are logged to the run: a request that is
 * cut off in between is repeated by its client.
 * @throws MlflowError when a model or the run does not exist, or the run is deleted
 */
export async function logModelMetrics(
  { trackingStore, loggedModelStore }: RegistryContext,
  team: string,
  runId: string,
  metrics: readonly RequestedMetric[],
): Promise<void> {
  const ofModels = metrics.flatMap(({ ofModel, key, value, timestamp, step }) =>
    ofModel ? [{ ...ofModel, key, value, timestamp, step }] : [],
  );
  if (ofModels.length === 0) return;
  const run = await trackingStore.findRun(team, runId);
  if (!run) throw noRun(runId);
  if (run.lifecycleStage !== 'active') throw inactiveRun(runId);
  const { unknownModels } = await loggedModelStore.addMetrics(team, runId, ofModels);
  if (unknownModels.length > 0)
    throw new MlflowError('BAD_REQUEST', `No logged model has the ID ${unknownModels.join(', ')}.`);
}
