import type { ModelTransaction } from '@slipway/ports';
import {
  applyOutsideEdit,
  editEvents,
  modelChanges,
  movesOf,
  type EventOrigin,
  type ModelEdit,
  type RegisteredModelState,
} from '@slipway/registry';
import type { PlannedEdit } from './plan-commit.ts';

/** When, by whom and why an edit was made, and where it is written down. */
export interface EditOrigin extends EventOrigin {
  readonly at: Date;
}

/** `conflict`: the registry can't have it so, and nothing was changed. */
export type AppliedEdit =
  | { readonly kind: 'applied'; readonly model: RegisteredModelState | undefined }
  | { readonly kind: 'conflict'; readonly message: string };

/** Takes an edit of somebody else over into the registry, with what the registry did itself meanwhile. */
export async function applyEdit(
  transaction: ModelTransaction,
  edit: PlannedEdit,
  origin: EditOrigin,
): Promise<AppliedEdit> {
  const { team, path, before, after } = edit;
  const name = (await transaction.followed.nameAt(team, before?.path ?? path)) ?? before?.name ?? after?.name;
  if (name === undefined) return { kind: 'applied', model: undefined };
  const current = await transaction.open(team, name, { all: true });
  if (current && !before && current.path !== path)
    return { kind: 'conflict', message: `the model ${name} lies in ${current.path}.yaml already` };
  const model = applyOutsideEdit(edit, current);
  const outcome: ModelEdit = { before: current, after: model };
  if (!(await transaction.save(outcome)))
    return { kind: 'conflict', message: `there is another model ${model?.name ?? ''} in the team already` };
  await recordEdit(transaction, outcome, origin);
  return { kind: 'applied', model };
}

/** Puts an edit that was saved into the history, and tells webhooks. */
export async function recordEdit(
  { history, webhooks }: Pick<ModelTransaction, 'history' | 'webhooks'>,
  edit: ModelEdit,
  origin: EditOrigin,
): Promise<void> {
  const { before, after } = edit;
  const model = after ?? before;
  if (!model) return;
  const { team, name } = model;
  if (before && before.name !== name) await history.rename(team, before.name, name);
  await history.record(team, name, movesOf(modelChanges(before, after)), origin);
  for (const event of editEvents(edit)) await webhooks.publish({ team, at: origin.at, ...event });
}
