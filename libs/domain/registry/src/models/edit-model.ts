import { modelPath } from './model-path.ts';
import type { RegisteredModelState, Tags } from './registered-model.ts';

/** Pure edits of a registered model. Each gives the model itself back when there is nothing to do. Times are milliseconds. */

export interface NewModel {
  readonly team: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly tags: Tags;
}

/** `siblings`: how many models of the team lie in the team's own folder. */
export function newModel(
  { team, name, description, tags }: NewModel,
  siblings: number,
  now: number,
): RegisteredModelState {
  return {
    team,
    name,
    path: modelPath(team, name, siblings),
    createdAt: now,
    updatedAt: now,
    description: description === '' ? undefined : description,
    tags,
    aliases: {},
    nextVersion: 1,
    versions: [],
  };
}

export function describeModel(
  model: RegisteredModelState,
  description: string,
  now: number,
): RegisteredModelState {
  return { ...model, description: description === '' ? undefined : description, updatedAt: now };
}

/** Takes all versions along: `model` must have them all. */
export function renameModel(
  model: RegisteredModelState,
  name: string,
  siblings: number,
  now: number,
): RegisteredModelState {
  return {
    ...model,
    name,
    path: name === model.name ? model.path : modelPath(model.team, name, siblings),
    updatedAt: now,
    versions: model.versions.map((version) => ({ ...version, updatedAt: now })),
  };
}

export function setModelTag(model: RegisteredModelState, key: string, value: string): RegisteredModelState {
  const tags = withTag(model.tags, key, value);
  return tags === model.tags ? model : { ...model, tags };
}

export function deleteModelTag(model: RegisteredModelState, key: string): RegisteredModelState {
  const tags = withoutTag(model.tags, key);
  return tags === model.tags ? model : { ...model, tags };
}

export const withTag = (tags: Tags, key: string, value: string): Tags =>
  Object.hasOwn(tags, key) && tags[key] === value ? tags : { ...tags, [key]: value };

export const withoutTag = (tags: Tags, key: string): Tags =>
  Object.hasOwn(tags, key) ? Object.fromEntries(Object.entries(tags).filter(([name]) => name !== key)) : tags;
