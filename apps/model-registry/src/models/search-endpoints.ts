import {
  aliasesOf,
  checkModelName,
  decodePageToken,
  encodePageToken,
  invalidParameter,
  modelStages,
  parseModelVersionFilter,
  parseModelVersionOrder,
  parseRegisteredModelFilter,
  parseRegisteredModelOrder,
  promptFilter,
} from '@slipway/registry';
import { atMost, isInteger, isListOfText, isList, isText, required } from '../protocol/checks.ts';
import { int64, list, message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { modelNotFound } from './model-refusals.ts';
import { modelView, versionView } from './model-view.ts';
import { stageOf } from './stages.ts';

/** Most models of a page, and how many there are by default. */
const modelPage = { most: 1000, usual: 100 } as const;
/** What a request for versions may name, and how many a page has at most: MLflow would hold all of them in memory. */
const versionPage = { most: 200_000, page: 10_000 } as const;

const request = message({
  filter: text(),
  max_results: int64(),
  order_by: list(text()),
  page_token: text(),
});
const checksFor = (most: number) => ({
  filter: [isText],
  max_results: [isInteger, atMost(most)],
  order_by: [isList, isListOfText],
  page_token: [isText],
});

const searchModels = mlflowEndpoint({
  method: 'GET',
  path: '/mlflow/registered-models/search',
  access: 'read',
  summary: 'Search registered models by name and tags.',
  request,
  checks: checksFor(modelPage.most),
  handle: async ({ modelStore }, { request: query, scope }) => {
    const { max_results: limit = modelPage.usual } = query;
    if (limit < 0)
      throw invalidParameter(
        `Invalid value for max_results. It must not be negative, but got ${String(limit)}`,
      );
    const filter = promptFilter(parseRegisteredModelFilter(query.filter));
    const order = parseRegisteredModelOrder(query.order_by);
    const offset = decodePageToken(query.page_token);
    const found = await modelStore.searchModels(scope.team, { ...filter, order, offset, limit: limit + 1 });
    return {
      registered_models: found.slice(0, limit).map(modelView),
      next_page_token: found.length > limit ? encodePageToken(offset + limit) : undefined,
    };
  },
});

const searchVersions = mlflowEndpoint({
  method: 'GET',
  path: '/mlflow/model-versions/search',
  access: 'read',
  summary: 'Search versions of registered models by name, run, source and tags.',
  request,
  checks: checksFor(versionPage.most),
  handle: async ({ modelStore }, { request: query, scope }) => {
    const { max_results: asked = versionPage.most } = query;
    if (asked < 1)
      throw invalidParameter(
        `Invalid value for max_results. It must be a positive integer, but got ${String(asked)}`,
      );
    const filter = promptFilter(parseModelVersionFilter(query.filter));
    const given = query.order_by.length > 0 ? query.order_by : ['last_updated_timestamp DESC'];
    const order = parseModelVersionOrder(given);
    const offset = decodePageToken(query.page_token);
    const limit = Math.min(asked, versionPage.page);
    const found = await modelStore.searchVersions(scope.team, { ...filter, order, offset, limit: limit + 1 });
    return {
      model_versions: found.slice(0, limit).map((version) => versionView({ ...version, aliases: [] })),
      next_page_token: found.length > limit ? encodePageToken(offset + limit) : undefined,
    };
  },
});

const latestVersions = (method: 'GET' | 'POST'): MlflowEndpoint =>
  mlflowEndpoint({
    method,
    path: '/mlflow/registered-models/get-latest-versions',
    access: 'read',
    summary: 'Get the newest version of each stage, or of some stages.',
    request: message({ name: text(), stages: list(text()) }),
    checks: { name: [isText, required], stages: [isList, isListOfText] },
    handle: async ({ modelStore }, { request: { name = '', stages }, scope }) => {
      checkModelName(name);
      const found = await modelStore.findModel(scope.team, name);
      if (!found) throw modelNotFound(name);
      const wanted = new Set(stages.length > 0 ? stages.map(stageOf) : modelStages);
      return {
        model_versions: found.latest
          .filter(({ stage }) => wanted.has(stage))
          .map((version) =>
            versionView({ model: name, version, aliases: aliasesOf(found.model, version.version) }),
          ),
      };
    },
  });

export const searchEndpoints: readonly MlflowEndpoint[] = [
  searchModels,
  searchVersions,
  latestVersions('GET'),
  latestVersions('POST'),
];
