import type { ModelTransaction } from '@slipway/ports';
import {
  addVersion,
  checkModelName,
  checkNamesNoHost,
  invalidParameter,
  isPrompt,
  promptSources,
  type ModelEdit,
  type NewVersion,
} from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { localCallerName } from '../protocol/scope.ts';
import type { ModelChange } from './change-model.ts';
import { checkVersionTag, tagsOf } from './model-tags.ts';
import { resolveSource, type VersionSource } from './resolve-source.ts';

/** A version that is asked for. */
export interface VersionRequest extends VersionSource {
  readonly name: string;
  readonly runLink: string | undefined;
  readonly description: string;
  readonly tags: Parameters<typeof tagsOf>[0];
}

/** A version as it is to be made, by whoever makes it. */
export type CheckedVersion = Omit<NewVersion, 'userId'>;

/**
 * Checks a version that is asked for, and finds what it is made from.
 * @throws MlflowError in MLflow's words
 */
export async function checkVersion(
  context: RegistryContext,
  team: string,
  { name, runLink, description, tags: givenTags, ...given }: VersionRequest,
): Promise<CheckedVersion> {
  const { source, runId } = given;
  if (context.versionSourcePattern?.test(source) === false)
    throw invalidParameter(`Invalid model version source: '${source}'.`);
  const isOfPrompt = isPrompt(tagsOf(givenTags, () => undefined));
  if (isOfPrompt && !promptSources.includes(source))
    throw invalidParameter(
      `Invalid prompt source: '${source}'. Prompt sources must use an MLflow placeholder.`,
    );
  checkNamesNoHost(source, 'source');
  const resolved = isOfPrompt
    ? { source, runId: runId === '' ? undefined : runId, modelId: undefined, storageLocation: undefined }
    : await resolveSource(context, team, given);
  checkModelName(name);
  const tags = tagsOf(givenTags, checkVersionTag);
  return { ...resolved, description, runLink: runLink === '' ? undefined : runLink, tags };
}

/** The change that gives a model its next version. */
export const versionChange = (name: string, version: CheckedVersion): ModelChange => ({
  name,
  subject: (edit) => `Create version ${String(numberIn(edit))} of model ${name}`,
  wanted: { next: true },
  edit: (model, { now, by }) =>
    addVersion(model, { ...version, userId: by === localCallerName ? undefined : by }, now),
});

/** Tells the logged model, if it is made from one, of the version. */
export const tagSource =
  ({ modelId }: CheckedVersion) =>
  async (transaction: ModelTransaction, edit: ModelEdit): Promise<void> => {
    const { team, name } = edit.after ?? {};
    if (modelId === undefined || team === undefined || name === undefined) return;
    await transaction.tagLoggedModel(team, modelId, name, numberIn(edit));
  };

/** The number that a change of `versionChange` gives. */
export const numberIn = ({ before }: ModelEdit): number => before?.nextVersion ?? 1;
