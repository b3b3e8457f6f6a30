import type { FoundVersion } from '@slipway/ports';
import {
  aliasesOf,
  checkAlias,
  checkModelName,
  checkNewAlias,
  deleteAlias,
  invalidParameter,
  MlflowError,
  setAlias,
} from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { isText, required } from '../protocol/checks.ts';
import { message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { changeModel } from './change-model.ts';
import { modelNotFound, versionNotFound, versionNumber } from './model-refusals.ts';
import { versionView } from './model-view.ts';

const path = '/mlflow/registered-models/alias';
const demanded = [isText, required];

const set = mlflowEndpoint({
  method: 'POST',
  path,
  access: 'write',
  summary: 'Point an alias of a registered model to a version.',
  request: message({ name: text(), alias: text(), version: text() }),
  checks: { name: demanded, alias: demanded, version: demanded },
  handle: async (context, { request: { name = '', alias = '', version: given = '' }, scope }) => {
    checkModelName(name);
    checkNewAlias(alias);
    const version = versionNumber(name, given);
    await changeModel(context, scope, {
      name,
      subject: `Set alias ${alias} of model ${name} to version ${String(version)}`,
      wanted: { versions: [version] },
      missing: versionNotFound(name, version),
      edit: (model, { now, by }) => {
        const edited = setAlias(model, alias, version, { name: by, now });
        if (!edited) throw versionNotFound(name, version);
        return edited;
      },
    });
    return {};
  },
});

const remove = mlflowEndpoint({
  method: 'DELETE',
  path,
  access: 'write',
  summary: 'Delete an alias of a registered model.',
  request: message({ name: text(), alias: text() }),
  checks: { name: demanded, alias: demanded },
  handle: async (context, { request: { name = '', alias = '' }, scope }) => {
    checkModelName(name);
    checkAlias(alias);
    await changeModel(context, scope, {
      name,
      subject: `Delete alias ${alias} of model ${name}`,
      edit: (model) => deleteAlias(model, alias),
    });
    return {};
  },
});

const get = mlflowEndpoint({
  method: 'GET',
  path,
  access: 'read',
  summary: 'Get the version that an alias points to; latest is the newest one.',
  request: message({ name: text(), alias: text() }),
  checks: { name: demanded, alias: demanded },
  handle: async (context, { request: { name = '', alias = '' }, scope }) => {
    checkModelName(name);
    checkAlias(alias);
    const found = await findByAlias(context, scope.team, name, alias);
    return { model_version: versionView(found) };
  },
});

const isLatest = (alias: string): boolean => alias.toLowerCase() === 'latest';

/** @throws MlflowError RESOURCE_DOES_NOT_EXIST, INVALID_PARAMETER_VALUE when the model has no such alias */
export async function findByAlias(
  context: RegistryContext,
  team: string,
  name: string,
  alias: string,
): Promise<FoundVersion> {
  const found = await lookUpAlias(context, team, name, alias);
  if (found === 'no-model') throw modelNotFound(name);
  if (found !== 'no-alias') return found;
  throw isLatest(alias)
    ? new MlflowError('RESOURCE_DOES_NOT_EXIST', `Latest version not found for model ${name}.`)
    : invalidParameter(`Registered model alias ${alias} not found.`);
}

/** The version that the alias points to; `latest` is the newest one. */
export async function lookUpAlias(
  { modelStore }: Pick<RegistryContext, 'modelStore'>,
  team: string,
  name: string,
  alias: string,
): Promise<FoundVersion | 'no-model' | 'no-alias'> {
  if (!isLatest(alias)) return modelStore.findByAlias(team, name, alias);
  const found = await modelStore.findModel(team, name);
  if (!found) return 'no-model';
  const version = found.latest.at(-1);
  return version ? { model: name, version, aliases: aliasesOf(found.model, version.version) } : 'no-alias';
}

export const aliasEndpoints: readonly MlflowEndpoint[] = [set, remove, get];
