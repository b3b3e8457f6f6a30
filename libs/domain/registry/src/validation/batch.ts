import { invalidParameter } from '../mlflow-error.ts';
import { limits } from './limits.ts';
import { checkedParam, checkedRunTag, checkMetric, type KeyValue, type MetricPoint } from './run-data.ts';

export interface Batch<Metric extends MetricPoint> {
  readonly metrics: readonly Metric[];
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
}

/**
 * Checks how much one request may log.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkBatchSize({ metrics, params, tags }: Batch<MetricPoint>): void {
  checkCount('metrics', metrics.length, limits.batchMetrics);
  checkCount('params', params.length, limits.batchParams);
  checkCount('tags', tags.length, limits.batchTags);
  const all = metrics.length + params.length + tags.length;
  checkCount('metrics, params, and tags', all, limits.batchEntities);
}

/**
 * Checks everything that a request logs and answers it as it is kept.
 * @throws MlflowError INVALID_PARAMETER_VALUE
 */
export function checkedBatch<Metric extends MetricPoint>(batch: Batch<Metric>): Batch<Metric> {
  for (const [index, metric] of batch.metrics.entries()) checkMetric(metric, `metrics[${String(index)}]`);
  return {
    metrics: batch.metrics,
    params: batch.params.map((param, index) => checkedParam(param, `params[${String(index)}]`)),
    tags: batch.tags.map((tag, index) => checkedRunTag(tag, `tags[${String(index)}]`)),
  };
}

function checkCount(what: string, count: number, limit: number): void {
  if (count <= limit) return;
  throw invalidParameter(
    `A batch logging request can contain at most ${String(limit)} ${what}. ` +
      `Got ${String(count)} ${what}. Please split up ${what} across multiple requests and try again.`,
  );
}
