import type { ModelEdit, RegisteredModelState, Tags } from '../models/registered-model.ts';
import type { WebhookEventName } from '../webhooks/webhook-events.ts';
import { modelChanges, type ModelChange } from './model-changes.ts';

/** What webhooks are told of an edit, with the data in MLflow's form. */
export interface EditEvent {
  readonly name: WebhookEventName;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Tags by which MLflow's client makes a model a prompt; events about prompts leave them out. */
const promptTag = {
  isPrompt: 'mlflow.prompt.is_prompt',
  type: '_mlflow_prompt_type',
  text: 'mlflow.prompt.text',
} as const;

/** The events of an edit in their order. Those of a model that is a prompt have names of their own. */
export function editEvents(edit: ModelEdit): readonly EditEvent[] {
  const model = edit.after ?? edit.before;
  if (!model) return [];
  const isPrompt = model.tags[promptTag.isPrompt] === 'true';
  return modelChanges(edit.before, edit.after).flatMap((change) => eventOf(model, isPrompt, change) ?? []);
}

function eventOf(model: RegisteredModelState, isPrompt: boolean, change: ModelChange): EditEvent | undefined {
  const { name, description = null } = model;
  const tags = isPrompt ? ownTags(model.tags) : model.tags;
  switch (change.kind) {
    case 'model-created':
      return {
        name: isPrompt ? 'prompt.created' : 'registered_model.created',
        data: { name, tags, description },
      };
    case 'model-renamed':
      return {
        name: 'registered_model.updated',
        data: { name, tags, description, previous_name: change.from },
      };
    case 'description':
      return { name: 'registered_model.updated', data: { name, tags, description } };
    case 'model-deleted':
      return { name: 'registered_model.deleted', data: { name } };
    case 'tag':
      // MLflow has no event for a tag of a model that is no prompt.
      return isPrompt ? tagEvent('prompt_tag', { name }, change) : undefined;
    case 'alias': {
      const entity = isPrompt ? 'prompt_alias' : 'model_version_alias';
      const data = { name, alias: change.alias };
      return change.version === undefined
        ? { name: `${entity}.deleted`, data }
        : { name: `${entity}.created`, data: { ...data, version: String(change.version) } };
    }
    case 'stage':
    case 'version-created':
    case 'version-deleted':
    case 'version-description':
    case 'version-details':
    case 'version-tag':
      return versionEvent(model, isPrompt, change);
  }
}

function versionEvent(
  model: RegisteredModelState,
  isPrompt: boolean,
  change: Extract<ModelChange, { readonly version: number }>,
): EditEvent | undefined {
  const data = { name: model.name, version: String(change.version) };
  const version = model.versions.find((one) => one.version === change.version);
  const description = version?.description === '' ? null : (version?.description ?? null);
  const tags = version?.tags ?? {};
  switch (change.kind) {
    case 'version-created':
      return isPrompt
        ? {
            name: 'prompt_version.created',
            data: { ...data, template: tags[promptTag.text] ?? null, tags: ownTags(tags), description },
          }
        : {
            name: 'model_version.created',
            data: { ...data, source: version?.source, run_id: version?.runId ?? null, tags, description },
          };
    case 'version-tag':
      return tagEvent(isPrompt ? 'prompt_version_tag' : 'model_version_tag', data, change);
    case 'version-description':
      return { name: 'model_version.updated', data: { ...data, description } };
    case 'version-deleted':
      return { name: 'model_version.deleted', data };
    case 'stage':
      return {
        name: 'model_version_stage.transitioned',
        data: { ...data, from_stage: change.from, to_stage: change.to },
      };
    // It is not for a webhook what was mended about a version by hand.
    case 'version-details':
      return undefined;
  }
}

function tagEvent(
  entity: 'prompt_tag' | 'prompt_version_tag' | 'model_version_tag',
  of: EditEvent['data'],
  { key, value }: { readonly key: string; readonly value: string | undefined },
): EditEvent {
  return value === undefined
    ? { name: `${entity}.deleted`, data: { ...of, key } }
    : { name: `${entity}.set`, data: { ...of, key, value } };
}

function ownTags(tags: Tags): Tags {
  const internal: readonly string[] = Object.values(promptTag);
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !internal.includes(key)));
}
