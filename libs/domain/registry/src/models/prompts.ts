import { pythonRepr } from '../python-text.ts';
import type { Comparison, Filter } from '../search/filter.ts';
import type { Tags } from './registered-model.ts';

/** Prompts are registered models that bear this tag; their versions bear it too. */
const isPromptTag = 'mlflow.prompt.is_prompt';

/** What a version of a prompt names as its source, which has no files. */
export const promptSources: readonly string[] = ['prompt-template', 'dummy-source'];

export const isPrompt = (tags: Tags): boolean => tags[isPromptTag]?.toLowerCase() === 'true';

/** Why a name that is taken can't be given to a new model. */
export function takenNameMessage(name: string, existing: Tags, wanted: Tags): string {
  const [old, next] = [existing, wanted].map((tags) =>
    Object.hasOwn(tags, isPromptTag) ? 'Prompt' : 'Registered Model',
  );
  if (old === next) return `${String(next)} (name=${name}) already exists.`;
  return (
    `Tried to create a ${String(next).toLowerCase()} with name ${pythonRepr(name)}, but the name is already taken by a ` +
    `${String(old).toLowerCase()}. MLflow does not allow creating a model and a prompt with the same name.`
  );
}

/**
 * What MLflow reads into a filter of models or versions: it finds no prompts, and does not look at the tag any further,
 * unless the first comparison of that tag asks for prompts.
 */
export function promptFilter<Attribute extends string>(
  filter: Filter<Attribute>,
): { readonly filter: Filter<Attribute>; readonly withoutPrompts: boolean } {
  const first = filter.find(isAboutPrompts);
  if (first && asksForPrompts(first)) return { filter, withoutPrompts: false };
  return { filter: filter.filter((comparison) => !isAboutPrompts(comparison)), withoutPrompts: true };
}

const isAboutPrompts = ({ entity, key }: Comparison<string>): boolean =>
  entity === 'tag' && key === isPromptTag;

const asksForPrompts = (comparison: Comparison<string>): boolean =>
  comparison.kind === 'text' &&
  ((comparison.operator === '=' && comparison.value.toLowerCase() === 'true') ||
    (comparison.operator === '!=' && comparison.value.toLowerCase() === 'false'));
