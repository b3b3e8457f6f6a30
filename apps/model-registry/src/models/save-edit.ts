import { newId } from '@slipway/kernel';
import type { ModelTransaction } from '@slipway/ports';
import type { ModelEdit } from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { recordEdit } from '../desired-state/apply-edit.ts';
import { asMlflowError, changeOf, type EditChange } from './edit-change.ts';

/**
 * Saves edits of models of one team in a transaction, with their history, the events of webhooks, and one change for the
 * environment repository. Returns the edit whose name or path another model has, if there is one: the transaction must not
 * commit then.
 * @throws MlflowError INVALID_PARAMETER_VALUE when git can't hold it: too large, or it looks like a secret
 */
export async function saveEdits(
  { clock, random, repository }: Pick<RegistryContext, 'clock' | 'random' | 'repository'>,
  transaction: ModelTransaction,
  edits: readonly ModelEdit[],
  change: Omit<EditChange, 'id'> & { readonly id?: string },
): Promise<ModelEdit | undefined> {
  const at = clock.now();
  const { id = newId(at, random), requestedBy: by, reason } = change;
  for (const edit of edits) {
    if (!(await transaction.save(edit))) return edit;
    await recordEdit(transaction, edit, { at, by, reason, change: id, commit: undefined });
  }
  const appended = changeOf(edits, { ...change, id }, repository);
  if (!appended) return undefined;
  try {
    await transaction.changes.append(appended);
  } catch (error) {
    throw asMlflowError(error);
  }
  return undefined;
}
