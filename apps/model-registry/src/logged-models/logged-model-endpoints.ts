import {
  appendToUri,
  checkLoggedModelName,
  MlflowError,
  pythonRepr,
  randomRunName,
  type KeyValue,
} from '@slipway/registry';
import { LoggedModelStatus } from '@slipway/ports';
import { isInteger, isList, isText, required } from '../protocol/checks.ts';
import { choice, list, message, text, type RequestOf } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import {
  activeExperiment,
  checkKeys,
  checkWidth,
  findLoggedModel,
  noLoggedModel,
} from './logged-model-checks.ts';
import { loggedModelView, statusNames, statusOf } from './logged-model-view.ts';
import { searchLoggedModels } from './search-logged-models.ts';

const path = '/mlflow/logged-models/{model_id}';
const keyValue = message({ key: text(), value: text() });
const keyValues = list(keyValue);
const filled = (items: readonly RequestOf<typeof keyValue>[]): readonly KeyValue[] =>
  items.map(({ key = '', value = '' }) => ({ key, value }));

const create = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/logged-models',
  access: 'write',
  summary: 'Log a model to an experiment; its files follow.',
  request: message({
    experiment_id: text(),
    name: text(),
    model_type: text(),
    source_run_id: text(),
    params: keyValues,
    tags: keyValues,
  }),
  checks: {
    experiment_id: [isText, required],
    name: [isText],
    model_type: [isText],
    source_run_id: [isText],
    params: [isList],
    tags: [isList],
  },
  handle: async (context, { request, scope: { team } }) => {
    const { name = '', model_type: modelType = '', source_run_id: sourceRunId = '' } = request;
    if (name !== '') checkLoggedModelName(name);
    const experiment = await activeExperiment(context, team, request.experiment_id ?? '');
    const [tags, params] = [filled(request.tags), filled(request.params)];
    checkWidth('name', name);
    checkWidth('model_type', modelType);
    checkWidth('source_run_id', sourceRunId);
    checkKeys('tag', tags);
    checkKeys('parameter', params);
    const id = `m-${Buffer.from(context.random.bytes(16)).toString('hex')}`;
    const now = context.clock.now().getTime();
    const model = {
      id,
      experimentId: experiment.id,
      name: name === '' ? randomRunName(context.random) : name,
      artifactUri: appendToUri(experiment.artifactLocation, `models/${id}/artifacts`),
      createdAt: now,
      status: LoggedModelStatus.Pending,
      modelType,
      sourceRunId,
      tags,
      params,
    };
    await context.loggedModelStore.create(team, model);
    return { model: loggedModelView({ ...model, updatedAt: now, isDeleted: false, metrics: [] }) };
  },
});

const finalize = mlflowEndpoint({
  method: 'PATCH',
  path,
  access: 'write',
  summary: 'Tell whether the files of a logged model are there.',
  request: message({ model_id: text(), status: choice(statusNames, 0) }),
  checks: { model_id: [isText, required], status: [isInteger, required] },
  handle: async ({ loggedModelStore, clock }, { request, scope: { team } }) => {
    const { model_id: id = '', status = 'LOGGED_MODEL_STATUS_UNSPECIFIED' } = request;
    const model = await loggedModelStore.setStatus(team, id, statusOf[status], clock.now().getTime());
    if (!model) throw noLoggedModel(id);
    return { model: loggedModelView(model) };
  },
});

const get = mlflowEndpoint({
  method: 'GET',
  path,
  access: 'read',
  summary: 'One logged model.',
  request: message({ allow_deleted: text() }),
  handle: async (context, { request, path: { model_id: id = '' }, scope: { team } }) => {
    if (request.allow_deleted?.toLowerCase() !== 'true')
      return { model: loggedModelView(await findLoggedModel(context, team, id)) };
    const model = await context.loggedModelStore.find(team, id);
    if (!model) throw noLoggedModel(id);
    return { model: loggedModelView(model) };
  },
});

const remove = mlflowEndpoint({
  method: 'DELETE',
  path,
  access: 'write',
  summary: 'Delete a logged model.',
  request: message({}),
  handle: async ({ loggedModelStore, clock }, { path: { model_id: id = '' }, scope: { team } }) => {
    if (!(await loggedModelStore.markDeleted(team, id, clock.now().getTime()))) throw noLoggedModel(id);
    return {};
  },
});

const setTags = mlflowEndpoint({
  method: 'PATCH',
  path: `${path}/tags`,
  access: 'write',
  summary: 'Set tags of a logged model.',
  request: message({ tags: keyValues }),
  checks: { tags: [isList] },
  handle: async ({ loggedModelStore }, { request, path: { model_id: id = '' }, scope: { team } }) => {
    const tags = filled(request.tags);
    for (const { key } of tags) checkWidth('key', key);
    if (!(await loggedModelStore.setTags(team, id, tags))) throw noLoggedModel(id);
    return {};
  },
});

const deleteTag = mlflowEndpoint({
  method: 'DELETE',
  path: `${path}/tags/{tag_key}`,
  access: 'write',
  summary: 'Delete a tag of a logged model.',
  request: message({}),
  handle: async (
    { loggedModelStore },
    { path: { model_id: id = '', tag_key: key = '' }, scope: { team } },
  ) => {
    const outcome = await loggedModelStore.deleteTag(team, id, key);
    if (outcome === 'no-model') throw noLoggedModel(id);
    if (outcome === 'no-tag') {
      throw new MlflowError(
        'RESOURCE_DOES_NOT_EXIST',
        `No tag with key ${pythonRepr(key)} found for model with ID ${pythonRepr(id)}.`,
      );
    }
    return {};
  },
});

const addParams = mlflowEndpoint({
  method: 'POST',
  path: `${path}/params`,
  access: 'write',
  summary: 'Log parameters of a logged model; they never change.',
  request: message({ model_id: text(), params: keyValues }),
  checks: { model_id: [isText, required], params: [isList] },
  handle: async ({ loggedModelStore }, { request, path: { model_id: id = '' }, scope: { team } }) => {
    const params = filled(request.params);
    checkKeys('parameter', params);
    const outcome = await loggedModelStore.addParams(team, id, params);
    if (outcome === 'no-model') throw noLoggedModel(id);
    if (outcome === 'taken') {
      throw new MlflowError(
        'BAD_REQUEST',
        `Parameters of a logged model cannot be changed, and '${id}' has one of these already: ` +
          `${params.map(({ key }) => key).join(', ')}.`,
      );
    }
    return {};
  },
});

export const loggedModelEndpoints: readonly MlflowEndpoint[] = [
  create,
  searchLoggedModels,
  finalize,
  get,
  remove,
  setTags,
  deleteTag,
  addParams,
];
