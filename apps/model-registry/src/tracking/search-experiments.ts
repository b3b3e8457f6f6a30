import { decodePageToken, parseExperimentFilter, parseExperimentOrder } from '@slipway/registry';
import { isInteger, isList, isText } from '../protocol/checks.ts';
import { int64, list, message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { experimentView } from './experiment-view.ts';
import { checkMaxResults, pageOf, stagesIn, viewType } from './search-page.ts';

const search = (method: 'GET' | 'POST') =>
  mlflowEndpoint({
    method,
    path: '/mlflow/experiments/search',
    access: 'read',
    summary: 'Search experiments.',
    request: message({
      max_results: int64(),
      page_token: text(),
      filter: text(),
      order_by: list(text()),
      view_type: viewType(),
    }),
    checks: {
      view_type: [isInteger],
      max_results: [isInteger],
      order_by: [isList],
      filter: [isText],
      page_token: [isText],
    },
    handle: async ({ trackingStore }, { request, scope: { team } }) => {
      const { max_results: limit = 0 } = request;
      checkMaxResults(limit);
      const filter = parseExperimentFilter(request.filter);
      const order = parseExperimentOrder(request.order_by);
      const offset = decodePageToken(request.page_token);
      const stages = stagesIn(request.view_type);
      const query = { filter, order, stages, offset, limit: limit + 1 };
      const { items, next_page_token } = pageOf(
        await trackingStore.searchExperiments(team, query),
        offset,
        limit,
      );
      return { experiments: items.map(experimentView), next_page_token };
    },
  });

export const searchExperiments: readonly MlflowEndpoint[] = [search('POST'), search('GET')];
