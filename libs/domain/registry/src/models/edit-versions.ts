import { aliasesOf, versionIn, withoutAliases } from './edit-aliases.ts';
import { withoutTag, withTag } from './edit-model.ts';
import type { ModelStage, ModelVersionState, RegisteredModelState } from './registered-model.ts';

/** Pure edits of a model's versions. Undefined: there is no such version; the model itself: there is nothing to do. */

export type NewVersion = Pick<
  ModelVersionState,
  'userId' | 'description' | 'source' | 'storageLocation' | 'runId' | 'runLink' | 'modelId' | 'tags'
>;

/** Gives it the model's next number, which no version ever had. */
export function addVersion(
  model: RegisteredModelState,
  given: NewVersion,
  now: number,
): RegisteredModelState {
  const version: ModelVersionState = {
    ...given,
    version: model.nextVersion,
    createdAt: now,
    updatedAt: now,
    stage: 'None',
  };
  return {
    ...model,
    updatedAt: now,
    nextVersion: model.nextVersion + 1,
    versions: [...model.versions, version],
  };
}

export function describeVersion(
  model: RegisteredModelState,
  version: number,
  description: string | undefined,
  now: number,
): RegisteredModelState | undefined {
  return withVersion(model, version, (one) => ({ ...one, description, updatedAt: now }));
}

export function setVersionTag(
  model: RegisteredModelState,
  version: number,
  key: string,
  value: string,
): RegisteredModelState | undefined {
  return withVersion(model, version, (one) => withTags(one, withTag(one.tags, key, value)));
}

export function deleteVersionTag(
  model: RegisteredModelState,
  version: number,
  key: string,
): RegisteredModelState | undefined {
  return withVersion(model, version, (one) => withTags(one, withoutTag(one.tags, key)));
}

/** `archiveOthers` archives all other versions in that stage: `model` must have them then. */
export function transitionStage(
  model: RegisteredModelState,
  version: number,
  { stage, archiveOthers }: { readonly stage: ModelStage; readonly archiveOthers: boolean },
  now: number,
): RegisteredModelState | undefined {
  if (!versionIn(model, version)) return undefined;
  const versions = model.versions.map((one): ModelVersionState => {
    if (one.version === version) return { ...one, stage, updatedAt: now };
    if (archiveOthers && one.stage === stage) return { ...one, stage: 'Archived', updatedAt: now };
    return one;
  });
  return { ...model, updatedAt: now, versions };
}

/** Its aliases go with it. */
export function deleteVersion(
  model: RegisteredModelState,
  version: number,
  now: number,
): RegisteredModelState | undefined {
  if (!versionIn(model, version)) return undefined;
  return {
    ...withoutAliases(model, aliasesOf(model, version)),
    updatedAt: now,
    versions: model.versions.filter((one) => one.version !== version),
  };
}

function withVersion(
  model: RegisteredModelState,
  version: number,
  edit: (version: ModelVersionState) => ModelVersionState,
): RegisteredModelState | undefined {
  const current = versionIn(model, version);
  if (!current) return undefined;
  const edited = edit(current);
  if (edited === current) return model;
  return { ...model, versions: model.versions.map((one) => (one === current ? edited : one)) };
}

const withTags = (version: ModelVersionState, tags: ModelVersionState['tags']): ModelVersionState =>
  tags === version.tags ? version : { ...version, tags };
