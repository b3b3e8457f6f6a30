import { isDeepStrictEqual } from 'node:util';
import type { ImportRecord } from '@slipway/contracts';
import { ConflictError } from '@slipway/kernel';
import { newModel, unshardedModels, type RegisteredModelState, type Tags } from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { writeModel } from '../models/change-model.ts';
import type { Scope } from '../protocol/mlflow-endpoint.ts';
import type { Imported } from './import-routes.ts';
import { importTag } from './import-tag.ts';

type Given = Extract<ImportRecord, { readonly kind: 'model' }>;

/**
 * Makes the registered model with all of its versions, in one commit, or brings the one that was imported before to the
 * same.
 * @throws ConflictError when there is a model of this name that was not imported
 */
export async function importModel(context: RegistryContext, scope: Scope, given: Given): Promise<Imported> {
  const { team, principal } = scope;
  const { name, source } = given;
  await writeModel(
    context,
    scope,
    {
      name,
      subject: `Import ${name} from ${source}`,
      wanted: { all: true, siblings: unshardedModels },
    },
    (before, { now, siblings }) => {
      if (before && !Object.hasOwn(before.tags, importTag))
        throw new ConflictError(
          `there is a model ${name} in team ${team} already: rename or delete it, and import again`,
        );
      const blank = before ?? newModel({ team, name, description: undefined, tags: {} }, siblings, now);
      const after = importedState(blank, given, principal.name);
      return { before, after: before && isDeepStrictEqual(before, after) ? before : after };
    },
  );
  return {};
}

function importedState(blank: RegisteredModelState, given: Given, by: string): RegisteredModelState {
  const versions = given.versions.toSorted((left, right) => left.version - right.version);
  const last = versions.at(-1)?.version ?? 0;
  return {
    ...blank,
    createdAt: given.createdAt,
    updatedAt: given.updatedAt,
    description: given.description === '' ? undefined : given.description,
    tags: { ...tagsOf(given.tags), [importTag]: given.source },
    // MLflow keeps no record of when an alias was set; by then at the latest.
    aliases: Object.fromEntries(
      given.aliases.map(({ alias, version }) => [alias, { version, since: given.updatedAt, by }]),
    ),
    nextVersion: Math.max(blank.nextVersion, last + 1),
    versions: versions.map(
      ({ tags, userId, description, storageLocation, runId, runLink, modelId, ...version }) => ({
        ...version,
        userId,
        description,
        storageLocation,
        runId,
        runLink,
        modelId,
        tags: tagsOf(tags),
      }),
    ),
  };
}

const tagsOf = (tags: Given['tags']): Tags => Object.fromEntries(tags.map(({ key, value }) => [key, value]));
