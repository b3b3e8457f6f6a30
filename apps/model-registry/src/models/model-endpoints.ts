import {
  checkModelName,
  checkName,
  deleteModelTag,
  describeModel,
  newModel,
  renameModel,
  setModelTag,
  takenNameMessage,
  MlflowError,
  unshardedModels,
} from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { isList, isText, required } from '../protocol/checks.ts';
import { list, message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { changeModel, writeModel } from './change-model.ts';
import { modelNotFound } from './model-refusals.ts';
import { checkModelTag, checkTexts, tagsOf } from './model-tags.ts';
import { modelView } from './model-view.ts';

const name = [isText, required];

export const tagField = list(message({ key: text(), value: text() }));

const create = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/registered-models/create',
  access: 'write',
  summary: 'Create a registered model.',
  request: message({ name: text(), tags: tagField, description: text() }),
  checks: { name, tags: [isList], description: [isText] },
  handle: async (context, { request, raw, scope }) => {
    const { name: wanted = '', description } = request;
    checkTexts(raw);
    checkModelName(wanted);
    const tags = tagsOf(request.tags, checkModelTag);
    const { after } = await writeModel(
      context,
      scope,
      { name: wanted, subject: `Create model ${wanted}`, wanted: { siblings: unshardedModels, isNew: true } },
      (existing, { now, siblings }) => {
        if (existing)
          throw new MlflowError('RESOURCE_ALREADY_EXISTS', takenNameMessage(wanted, existing.tags, tags));
        const { team } = scope;
        return {
          before: undefined,
          after: newModel({ team, name: wanted, description, tags }, siblings, now),
        };
      },
    );
    return { registered_model: after && modelView({ model: after, latest: [] }) };
  },
});

const get = mlflowEndpoint({
  method: 'GET',
  path: '/mlflow/registered-models/get',
  access: 'read',
  summary: 'Get a registered model with the newest version of each stage.',
  request: message({ name: text() }),
  checks: { name },
  handle: async (context, { request: { name: wanted = '' }, scope }) => {
    checkModelName(wanted);
    return viewOf(context, scope.team, wanted);
  },
});

const update = mlflowEndpoint({
  method: 'PATCH',
  path: '/mlflow/registered-models/update',
  access: 'write',
  summary: 'Describe a registered model.',
  request: message({ name: text(), description: text() }),
  checks: { name, description: [isText] },
  handle: async (context, { request: { name: wanted = '', description = '' }, raw, scope }) => {
    checkTexts(raw);
    checkModelName(wanted);
    await changeModel(context, scope, {
      name: wanted,
      subject: `Describe model ${wanted}`,
      edit: (model, { now }) => describeModel(model, description, now),
    });
    return viewOf(context, scope.team, wanted);
  },
});

const rename = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/registered-models/rename',
  access: 'write',
  summary: 'Give a registered model another name; versions, aliases and tags stay with it.',
  request: message({ name: text(), new_name: text() }),
  checks: { name, new_name: [isText, required] },
  handle: async (context, { request: { name: wanted = '', new_name: next = '' }, raw, scope }) => {
    checkTexts(raw);
    checkModelName(next, 'new_name');
    checkModelName(wanted);
    await changeModel(context, scope, {
      name: wanted,
      subject: `Rename model ${wanted} to ${next}`,
      wanted: { all: true, siblings: unshardedModels },
      edit: (model, { now, siblings }) => renameModel(model, next, siblings, now),
    });
    return viewOf(context, scope.team, next);
  },
});

const remove = mlflowEndpoint({
  method: 'DELETE',
  path: '/mlflow/registered-models/delete',
  access: 'write',
  summary: 'Delete a registered model with all of its versions.',
  request: message({ name: text() }),
  checks: { name },
  handle: async (context, { request: { name: wanted = '' }, scope }) => {
    checkModelName(wanted);
    await changeModel(context, scope, {
      name: wanted,
      subject: `Delete model ${wanted}`,
      wanted: { all: true },
      edit: () => undefined,
    });
    return {};
  },
});

const setTag = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/registered-models/set-tag',
  access: 'write',
  summary: 'Set a tag of a registered model.',
  request: message({ name: text(), key: text(), value: text() }),
  checks: { name, key: [isText, required], value: [isText] },
  handle: async (context, { request: { name: wanted = '', key = '', value = '' }, raw, scope }) => {
    checkTexts(raw);
    checkModelName(wanted);
    checkModelTag({ key, value });
    await changeModel(context, scope, {
      name: wanted,
      subject: `Set tag ${key} of model ${wanted}`,
      edit: (model) => setModelTag(model, key, value),
    });
    return {};
  },
});

const deleteTag = mlflowEndpoint({
  method: 'DELETE',
  path: '/mlflow/registered-models/delete-tag',
  access: 'write',
  summary: 'Delete a tag of a registered model.',
  request: message({ name: text(), key: text() }),
  checks: { name, key: [isText, required] },
  handle: async (context, { request: { name: wanted = '', key = '' }, raw, scope }) => {
    checkTexts(raw);
    checkModelName(wanted);
    checkName(key, 'key');
    await changeModel(context, scope, {
      name: wanted,
      subject: `Delete tag ${key} of model ${wanted}`,
      edit: (model) => deleteModelTag(model, key),
    });
    return {};
  },
});

async function viewOf({ modelStore }: RegistryContext, team: string, wanted: string): Promise<object> {
  const found = await modelStore.findModel(team, wanted);
  if (!found) throw modelNotFound(wanted);
  return { registered_model: modelView(found) };
}

export const modelEndpoints: readonly MlflowEndpoint[] = [
  create,
  get,
  update,
  rename,
  remove,
  setTag,
  deleteTag,
];
