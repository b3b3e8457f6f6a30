import {
  invalidParameter,
  parseExperimentId,
  parseLoggedModelFilter,
  parseLoggedModelOrder,
} from '@slipway/registry';
import { isInteger, isList, isListOfText, isText, required } from '../protocol/checks.ts';
import { bool, int32, list, message, text } from '../protocol/message.ts';
import { mlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { loggedModelOffset, loggedModelPageToken, type SearchedFor } from './logged-model-page-token.ts';
import { loggedModelView } from './logged-model-view.ts';

const defaultResults = 50;
const mostResults = 1_000;
const mostExperiments = 1_000;
const mostDatasets = 100;

const nothing = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

export const searchLoggedModels = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/logged-models/search',
  access: 'read',
  summary: 'Search the logged models of experiments.',
  request: message({
    experiment_ids: list(text()),
    filter: text(),
    datasets: list(message({ dataset_name: text(), dataset_digest: text() })),
    max_results: int32(),
    order_by: list(
      message({ field_name: text(), ascending: bool(), dataset_name: text(), dataset_digest: text() }),
    ),
    page_token: text(),
  }),
  checks: {
    experiment_ids: [isList, isListOfText, required],
    filter: [isText],
    datasets: [isList],
    max_results: [isInteger],
    order_by: [isList],
    page_token: [isText],
  },
  handle: async ({ loggedModelStore }, { request, scope: { team } }) => {
    const datasets = request.datasets.map(({ dataset_name: name, dataset_digest: digest }) => {
      if (nothing(name) === undefined || name === undefined)
        throw invalidParameter('`dataset_name` in the `datasets` clause must be specified.');
      return { name, digest: nothing(digest) };
    });
    const order = request.order_by.map((term) => ({
      fieldName: term.field_name ?? '',
      ascending: term.ascending ?? true,
      datasetName: nothing(term.dataset_name),
      datasetDigest: nothing(term.dataset_digest),
    }));
    const searched: SearchedFor = {
      experimentIds: request.experiment_ids,
      filter: nothing(request.filter),
      orderBy: order.map(({ fieldName, ascending, datasetName, datasetDigest }) => ({
        field_name: fieldName,
        ascending,
        dataset_name: datasetName ?? null,
        dataset_digest: datasetDigest ?? null,
      })),
    };
    const offset = loggedModelOffset(searched, request.page_token);
    const limit = pageSize(request.max_results);
    checkBound('experiment_ids', request.experiment_ids, mostExperiments);
    checkBound('datasets', datasets, mostDatasets);
    const found = await loggedModelStore.search(team, {
      filter: parseLoggedModelFilter(searched.filter),
      experimentIds: request.experiment_ids.map(parseExperimentId),
      datasets,
      order: parseLoggedModelOrder(order),
      offset,
      limit: limit + 1,
    });
    return {
      models: found.slice(0, limit).map(loggedModelView),
      next_page_token: found.length > limit ? loggedModelPageToken(searched, offset + limit) : undefined,
    };
  },
});

/** A longer page than we give is given in parts. */
function pageSize(asked = 0): number {
  if (asked < 0)
    throw invalidParameter(`Invalid value ${String(asked)} for parameter 'max_results' supplied.`);
  return asked === 0 ? defaultResults : Math.min(asked, mostResults);
}

function checkBound(name: string, items: readonly unknown[], most: number): void {
  if (items.length > most)
    throw invalidParameter(
      `Parameter '${name}' has ${String(items.length)} items, at most ${String(most)} are allowed.`,
    );
}
