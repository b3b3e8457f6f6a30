import { invalidParameter, parseExperimentId } from '@slipway/registry';
import { list, message, text } from '../protocol/message.ts';
import { mlflowEndpoint } from '../protocol/mlflow-endpoint.ts';

const maxExperiments = 20;
const maxSummaries = 1_000;

/** MLflow serves it to its web page alone; its clients know no other path. */
export const searchDatasets = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/experiments/search-datasets',
  access: 'read',
  summary: 'The datasets that runs of some experiments have read, each with what it was used for.',
  request: message({ experiment_ids: list(text()) }),
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const { experiment_ids: ids } = request;
    if (ids.length === 0)
      throw invalidParameter('SearchDatasets request must specify at least one experiment_id.');
    if (ids.length > maxExperiments)
      throw invalidParameter(
        `SearchDatasets request cannot specify more than ${String(maxExperiments)} experiment_ids. ` +
          `Received ${String(ids.length)} experiment_ids.`,
      );
    const summaries = await trackingStore.listDatasets(team, ids.map(parseExperimentId), maxSummaries);
    return {
      dataset_summaries: summaries.map(({ experimentId, ...summary }) => ({
        experiment_id: experimentId,
        ...summary,
      })),
    };
  },
});
