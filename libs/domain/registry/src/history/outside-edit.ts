import type { ModelEdit, RegisteredModelState } from '../models/registered-model.ts';
import { mergeModel } from './merge-model.ts';

/**
 * The state that the registry takes over from an edit that was made in git, when it has `current` itself. Without changes
 * of its own since `before` that is the edit's outcome to the letter, save that numbers of versions are not given again.
 */
export function applyOutsideEdit(
  { before, after }: ModelEdit,
  current: RegisteredModelState | undefined,
): RegisteredModelState | undefined {
  if (!after) return undefined;
  // It was deleted here meanwhile: there is nothing left to be edited.
  if (!current) return before ? undefined : after;
  return mergeModel(before ?? nothingOf(current), after, current);
}

/** What both sides start from when both of them made the model. */
function nothingOf(model: RegisteredModelState): RegisteredModelState {
  return { ...model, description: undefined, tags: {}, aliases: {}, versions: [] };
}
