import { invalidParameter } from '@slipway/registry';
import { answerText } from '../protocol/answer.ts';
import type { StreamRoute } from '../protocol/mlflow-endpoint.ts';

const maxPoints = 25_000;
const maxRuns = 100;

/** The histories of several runs at once, in MLflow's own JSON of it: only its web page asks for that. */
export const historyBulkRoute: StreamRoute = {
  method: 'GET',
  path: '/ajax-api/2.0/mlflow/metrics/get-history-bulk',
  access: 'read',
  summary: 'The points of a metric of several runs, by run id, timestamp, step and value.',
  handle: async ({ trackingStore }, { query, response, scope: { team } }) => {
    const runIds = query.getAll('run_id');
    if (runIds.length === 0)
      throw invalidParameter('GetMetricHistoryBulk request must specify at least one run_id.');
    if (runIds.length > maxRuns)
      throw invalidParameter(
        `GetMetricHistoryBulk request cannot specify more than ${String(maxRuns)} run_ids. ` +
          `Received ${String(runIds.length)} run_ids.`,
      );
    const key = query.get('metric_key');
    if (key === null) throw invalidParameter('GetMetricHistoryBulk request must specify a metric_key.');
    const wanted = Number(query.get('max_results') ?? maxPoints);
    if (!Number.isInteger(wanted) || wanted < 1)
      throw invalidParameter(`Invalid value ${String(wanted)} for parameter 'max_results' supplied.`);

    const metrics: object[] = [];
    for (const run_id of [...new Set(runIds)].sort()) {
      const limit = Math.min(wanted, maxPoints) - metrics.length;
      if (limit === 0) break;
      const { points } = await trackingStore.readHistory(team, run_id, { key, after: undefined, limit });
      for (const { timestamp, step, value } of points) metrics.push({ key, run_id, step, timestamp, value });
    }
    const body = metrics.length === 0 ? '{"metrics":[]}' : answerText({ metrics });
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
    });
    response.end(body);
  },
};
