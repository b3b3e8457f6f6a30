import type { FoundVersion } from '@slipway/ports';
import {
  aliasesOf,
  checkModelName,
  checkName,
  deleteVersion,
  deleteVersionTag,
  describeVersion,
  invalidParameter,
  setVersionTag,
  transitionStage,
  versionIn,
  type ModelEdit,
  type RegisteredModelState,
} from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { isBoolean, isList, isText, required } from '../protocol/checks.ts';
import { bool, message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint, type Scope } from '../protocol/mlflow-endpoint.ts';
import { changeModel, changeModelWith } from './change-model.ts';
import { tagField } from './model-endpoints.ts';
import { modelNotFound, versionNotFound, versionNumber } from './model-refusals.ts';
import { checkTexts, checkVersionTag } from './model-tags.ts';
import { versionView } from './model-view.ts';
import { checkVersion, tagSource, versionChange } from './check-version.ts';
import { activeStages, stageOf } from './stages.ts';

const demanded = [isText, required];

const create = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/model-versions/create',
  access: 'write',
  summary: 'Create the next version of a registered model.',
  request: message({
    name: text(),
    source: text(),
    run_id: text(),
    tags: tagField,
    run_link: text(),
    description: text(),
    model_id: text(),
  }),
  checks: {
    name: demanded,
    source: demanded,
    run_id: [isText],
    tags: [isList],
    run_link: [isText],
    description: [isText],
    model_id: [isText],
  },
  handle: async (context, { request, raw, scope }) => {
    checkTexts(raw);
    const { name = '', source = '', run_link: runLink, description = '', tags } = request;
    const given = { source, runId: request.run_id, modelId: request.model_id };
    const version = await checkVersion(context, scope.team, { name, ...given, runLink, description, tags });
    const change = versionChange(name, version);
    const edit =
      version.modelId === undefined
        ? await changeModel(context, scope, change)
        : await changeModelWith(context, scope, change, tagSource(version));
    return viewOf(edit, edit.before?.nextVersion);
  },
});

const get = mlflowEndpoint({
  method: 'GET',
  path: '/mlflow/model-versions/get',
  access: 'read',
  summary: 'Get a version of a registered model.',
  request: message({ name: text(), version: text() }),
  checks: { name: demanded, version: demanded },
  handle: async (context, { request: { name = '', version = '' }, scope }) => ({
    model_version: versionView(await findVersion(context, scope, name, version)),
  }),
});

const getDownloadUri = mlflowEndpoint({
  method: 'GET',
  path: '/mlflow/model-versions/get-download-uri',
  access: 'read',
  summary: 'Get where the files of a version lie.',
  request: message({ name: text(), version: text() }),
  handle: async (context, { request: { name = '', version: given = '' }, scope }) => {
    const { version } = await findVersion(context, scope, name, given);
    return { artifact_uri: version.storageLocation ?? version.source };
  },
});

const update = mlflowEndpoint({
  method: 'PATCH',
  path: '/mlflow/model-versions/update',
  access: 'write',
  summary: 'Describe a version of a registered model.',
  request: message({ name: text(), version: text(), description: text() }),
  checks: { name: demanded, version: demanded, description: [isText] },
  handle: async (context, { request: { name = '', version: given = '', description }, raw, scope }) => {
    checkTexts(raw);
    const version = checkedVersion(name, given);
    const edit = await changeModel(context, scope, {
      ...ofVersion(name, version),
      subject: `Describe version ${String(version)} of model ${name}`,
      edit: (model, { now }) => orNotFound(describeVersion(model, version, description, now), name, version),
    });
    return viewOf(edit, version);
  },
});

const transition = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/model-versions/transition-stage',
  access: 'write',
  summary: 'Move a version to another stage.',
  request: message({ name: text(), version: text(), stage: text(), archive_existing_versions: bool() }),
  checks: { name: demanded, version: demanded, stage: demanded, archive_existing_versions: [isBoolean] },
  handle: async (context, { request, scope }) => {
    const {
      name = '',
      version: given = '',
      stage: wanted = '',
      archive_existing_versions: archives = false,
    } = request;
    const stage = stageOf(wanted);
    if (archives && !activeStages.includes(stage))
      throw invalidParameter(
        `Model version transition cannot archive existing model versions because '${wanted}' is not an Active stage. ` +
          "Valid stages are ['Staging', 'Production']",
      );
    const version = checkedVersion(name, given);
    const edit = await changeModel(context, scope, {
      ...ofVersion(name, version),
      subject: `Move version ${String(version)} of model ${name} to ${stage}`,
      wanted: { versions: [version], ...(archives ? { stage } : {}) },
      edit: (model, { now }) =>
        orNotFound(transitionStage(model, version, { stage, archiveOthers: archives }, now), name, version),
    });
    return viewOf(edit, version);
  },
});

const remove = mlflowEndpoint({
  method: 'DELETE',
  path: '/mlflow/model-versions/delete',
  access: 'write',
  summary: 'Delete a version with the aliases that point to it; its number is not given again.',
  request: message({ name: text(), version: text() }),
  checks: { name: demanded, version: demanded },
  handle: async (context, { request: { name = '', version: given = '' }, scope }) => {
    const version = checkedVersion(name, given);
    await changeModel(context, scope, {
      ...ofVersion(name, version),
      subject: `Delete version ${String(version)} of model ${name}`,
      edit: (model, { now }) => orNotFound(deleteVersion(model, version, now), name, version),
    });
    return {};
  },
});

const setTag = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/model-versions/set-tag',
  access: 'write',
  summary: 'Set a tag of a version.',
  request: message({ name: text(), version: text(), key: text(), value: text() }),
  checks: { name: demanded, version: demanded, key: demanded, value: [isText] },
  handle: async (
    context,
    { request: { name = '', version: given = '', key = '', value = '' }, raw, scope },
  ) => {
    checkTexts(raw);
    const version = checkedVersion(name, given);
    checkVersionTag({ key, value });
    await changeModel(context, scope, {
      ...ofVersion(name, version),
      subject: `Set tag ${key} of version ${String(version)} of model ${name}`,
      edit: (model) => orNotFound(setVersionTag(model, version, key, value), name, version),
    });
    return {};
  },
});

const deleteTag = mlflowEndpoint({
  method: 'DELETE',
  path: '/mlflow/model-versions/delete-tag',
  access: 'write',
  summary: 'Delete a tag of a version.',
  request: message({ name: text(), version: text(), key: text() }),
  checks: { name: demanded, version: demanded, key: demanded },
  handle: async (context, { request: { name = '', version: given = '', key = '' }, raw, scope }) => {
    checkTexts(raw);
    const version = checkedVersion(name, given);
    checkName(key, 'key');
    await changeModel(context, scope, {
      ...ofVersion(name, version),
      subject: `Delete tag ${key} of version ${String(version)} of model ${name}`,
      edit: (model) => orNotFound(deleteVersionTag(model, version, key), name, version),
    });
    return {};
  },
});

async function findVersion(
  { modelStore }: RegistryContext,
  { team }: Scope,
  name: string,
  given: string,
): Promise<FoundVersion> {
  const version = checkedVersion(name, given);
  const found = await modelStore.findVersion(team, name, version);
  if (!found) throw versionNotFound(name, version);
  return found;
}

function checkedVersion(name: string, given: string): number {
  checkModelName(name);
  return versionNumber(name, given);
}

/** What every edit of a version needs: a missing model is a missing version, to MLflow. */
const ofVersion = (name: string, version: number) => ({
  name,
  wanted: { versions: [version] },
  missing: versionNotFound(name, version),
});

function orNotFound(
  model: RegisteredModelState | undefined,
  name: string,
  version: number,
): RegisteredModelState {
  if (!model) throw versionNotFound(name, version);
  return model;
}

/** The answer to an edit: the version as the edit left it. */
function viewOf({ before, after }: ModelEdit, number: number | undefined): object {
  const version = after && number !== undefined ? versionIn(after, number) : undefined;
  if (!after || !version) throw modelNotFound(before?.name ?? '');
  return {
    model_version: versionView({ model: after.name, version, aliases: aliasesOf(after, version.version) }),
  };
}

export const versionEndpoints: readonly MlflowEndpoint[] = [
  create,
  get,
  getDownloadUri,
  update,
  transition,
  remove,
  setTag,
  deleteTag,
];
