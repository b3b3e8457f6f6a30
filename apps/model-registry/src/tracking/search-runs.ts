import { decodePageToken, parseExperimentId, parseRunFilter, parseRunOrder } from '@slipway/registry';
import { atMost, isInteger, isList, isListOfText, isText } from '../protocol/checks.ts';
import { int32, list, message, text } from '../protocol/message.ts';
import { mlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { runView } from './run-view.ts';
import { checkMaxResults, pageOf, stagesIn, viewType } from './search-page.ts';

export const searchRuns = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/runs/search',
  access: 'read',
  summary: 'Search runs.',
  request: message({
    experiment_ids: list(text()),
    filter: text(),
    run_view_type: viewType(),
    max_results: int32(),
    order_by: list(text()),
    page_token: text(),
  }),
  checks: {
    experiment_ids: [isList],
    filter: [isText],
    max_results: [isInteger, atMost(50_000)],
    order_by: [isList, isListOfText],
  },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const { max_results: limit = 1_000 } = request;
    checkMaxResults(limit);
    const filter = parseRunFilter(request.filter);
    const order = parseRunOrder(request.order_by);
    const offset = decodePageToken(request.page_token);
    const experimentIds = request.experiment_ids.map(parseExperimentId);
    const stages = stagesIn(request.run_view_type);
    const query = { experimentIds, filter, order, stages, offset, limit: limit + 1 };
    const { items, next_page_token } = pageOf(await trackingStore.searchRuns(team, query), offset, limit);
    return { runs: items.map(runView), next_page_token };
  },
});
