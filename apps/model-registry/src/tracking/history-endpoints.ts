import { invalidParameter } from '@slipway/registry';
import { isInteger, isList, isListOfText, isText, required, within, type Check } from '../protocol/checks.ts';
import { int32, int64, list, message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { exactNumber } from './exact-number.ts';
import { decodeHistoryCursor, encodeHistoryCursor } from './history-cursor.ts';
import { runIdFields, runIdOf } from './run-id.ts';

/** The most points of one answer: what a client gets that asks for all of them. */
const maxPoints = 250_000;

const getHistory = mlflowEndpoint({
  method: 'GET',
  path: '/mlflow/metrics/get-history',
  access: 'read',
  summary: 'The points of a metric by timestamp, step and value.',
  request: message({ ...runIdFields, metric_key: text(), page_token: text(), max_results: int32() }),
  checks: { run_id: [isText, required], metric_key: [isText, required], page_token: [isText] },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const { metric_key: key = '', max_results: limit = maxPoints } = request;
    if (limit < 1)
      throw invalidParameter(
        `Invalid value ${String(limit)} for parameter 'max_results' supplied. It must be a positive integer.`,
      );
    const { points, next } = await trackingStore.readHistory(team, runIdOf(request), {
      key,
      after: decodeHistoryCursor(request.page_token),
      limit: Math.min(limit, maxPoints),
    });
    return {
      metrics: points.map(({ timestamp, step, value }) => ({ key, value, timestamp, step })),
      next_page_token: next && encodeHistoryCursor(next),
    };
  },
});

const maxRuns = 100;
const maxSample = 2_500;

const fewRuns: Check = {
  kind: 'value',
  holds: (value) =>
    !Array.isArray(value) ||
    value.length <= maxRuns ||
    `GetMetricHistoryBulkInterval request must specify at most ${String(maxRuns)} run_ids. ` +
      `Received ${String(value.length)} run_ids.`,
};

const getInterval = mlflowEndpoint({
  method: 'GET',
  path: '/mlflow/metrics/get-history-bulk-interval',
  access: 'read',
  summary: 'Points of a metric of several runs, spread evenly, for a chart.',
  request: message({
    run_ids: list(text()),
    metric_key: text(),
    start_step: int64(),
    end_step: int64(),
    max_results: int32(),
  }),
  checks: {
    run_ids: [required, isList, isListOfText, fewRuns],
    metric_key: [required, isText],
    start_step: [isInteger],
    end_step: [isInteger],
    max_results: [isInteger, within(1, maxSample, `max_results must be between 1 and ${String(maxSample)}.`)],
  },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const {
      metric_key: key = '',
      max_results: limit = maxSample,
      start_step: first,
      end_step: last,
    } = request;
    if ((first === undefined) !== (last === undefined))
      throw invalidParameter('If either start step or end step are specified, both must be specified.');
    if (first !== undefined && last !== undefined && first > last)
      throw invalidParameter(
        'end_step must be greater than start_step. ' +
          `Found start_step=${String(first)} and end_step=${String(last)}.`,
      );
    const steps =
      first === undefined || last === undefined
        ? undefined
        : { first: exactNumber('start_step', first), last: exactNumber('end_step', last) };
    const metrics: object[] = [];
    for (const runId of request.run_ids) {
      const points = await trackingStore.sampleHistory(team, runId, { key, steps, limit });
      for (const { timestamp, step, value } of points)
        metrics.push({ key, value, timestamp, step, run_id: runId });
    }
    return { metrics };
  },
});

export const historyEndpoints: readonly MlflowEndpoint[] = [getHistory, getInterval];
