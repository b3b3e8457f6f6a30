import type { ParamConflict } from '@slipway/ports';
import {
  checkBatchSize,
  checkedBatch,
  checkedParam,
  checkMetric,
  checkRunId,
  checkUniqueParamKeys,
  invalidParameter,
  pythonRepr,
} from '@slipway/registry';
import { isInteger, isList, isNumber, isText, required } from '../protocol/checks.ts';
import { list, message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { hasKeys, hasMetrics } from './batch-checks.ts';
import { filled, keyValues } from './key-values.ts';
import { logModelMetrics, metricFields, metricIn } from './logged-metrics.ts';
import { changed } from './refusals.ts';
import { runIdChecks, runIdFields, runIdOf } from './run-id.ts';

const path = '/mlflow/runs';

const logMetric = mlflowEndpoint({
  method: 'POST',
  path: `${path}/log-metric`,
  access: 'write',
  summary: 'Log a point of a metric.',
  request: message({ ...runIdFields, ...metricFields }),
  checks: {
    ...runIdChecks,
    key: [required, isText],
    value: [required, isNumber],
    timestamp: [isInteger, required],
    step: [isInteger],
    model_id: [isText],
    dataset_name: [isText],
    dataset_digest: [isText],
  },
  handle: async (context, { request, scope: { team } }) => {
    const id = runIdOf(request);
    const metric = metricIn(request, '');
    checkMetric(metric);
    await logModelMetrics(context, team, id, [metric]);
    changed(id, await context.trackingStore.log(team, id, { metrics: [metric], params: [], tags: [] }));
    return {};
  },
});

const logParameter = mlflowEndpoint({
  method: 'POST',
  path: `${path}/log-parameter`,
  access: 'write',
  summary: 'Log a param, which never changes.',
  request: message({ ...runIdFields, key: text(), value: text() }),
  checks: { ...runIdChecks, key: [required, isText], value: [isText] },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const id = runIdOf(request);
    const param = checkedParam({ key: request.key ?? '', value: request.value ?? '' });
    const outcome = changed(
      id,
      await trackingStore.log(team, id, { metrics: [], params: [param], tags: [] }),
    );
    if (outcome === 'done') return {};
    const [{ key, oldValue, value } = { ...param, oldValue: '' }] = outcome;
    throw invalidParameter(
      `Changing param values is not allowed. Param with key='${key}' was already logged with ` +
        `value='${oldValue}' for run ID='${id}'. Attempted logging new value '${value}'.`,
    );
  },
});

const logBatch = mlflowEndpoint({
  method: 'POST',
  path: `${path}/log-batch`,
  access: 'write',
  summary: 'Log points of metrics, params and tags: all of them, or none.',
  request: message({
    run_id: text(),
    metrics: list(message(metricFields)),
    params: keyValues(),
    tags: keyValues(),
  }),
  checks: {
    run_id: [isText, required],
    metrics: [isList, ...hasMetrics('metrics')],
    params: [isList, ...hasKeys('params')],
    tags: [isList, ...hasKeys('tags')],
  },
  handle: async (context, { request, scope: { team } }) => {
    const { run_id: id = '' } = request;
    checkRunId(id);
    const batch = checkedBatch({
      metrics: request.metrics.map((metric, index) => metricIn(metric, `metrics[${String(index)}].`)),
      params: filled(request.params),
      tags: filled(request.tags),
    });
    checkBatchSize(batch);
    checkUniqueParamKeys(batch.params);
    await logModelMetrics(context, team, id, batch.metrics);
    const outcome = changed(id, await context.trackingStore.log(team, id, batch));
    if (outcome !== 'done') throw changedParams(id, outcome);
    return {};
  },
});

function changedParams(id: string, conflicts: readonly ParamConflict[]): Error {
  const shown = conflicts.map(
    ({ key, oldValue, value }) =>
      `{'key': ${pythonRepr(key)}, 'old_value': ${pythonRepr(oldValue)}, 'new_value': ${pythonRepr(value)}}`,
  );
  return invalidParameter(
    `Changing param values is not allowed. Params were already logged='[${shown.join(', ')}]' for run ID='${id}'.`,
  );
}

export const logEndpoints: readonly MlflowEndpoint[] = [logMetric, logParameter, logBatch];
