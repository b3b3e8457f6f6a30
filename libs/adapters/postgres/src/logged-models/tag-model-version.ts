import { modelVersionsTag, withModelVersion } from '@slipway/registry';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * Adds a model version to those that were made of a logged model, within the transaction that makes it. False when there
 * is no such logged model.
 */
export async function tagModelVersion(
  trx: Kysely<Schema>,
  team: string,
  modelId: string,
  added: { readonly name: string; readonly version: number },
): Promise<boolean> {
  const model = await trx
    .selectFrom('tracking.logged_model')
    .select('ref')
    .where('team', '=', team)
    .where('id', '=', modelId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!model) return false;
  const tag = await trx
    .selectFrom('tracking.logged_model_tag')
    .select('value')
    .where('model', '=', model.ref)
    .where('key', '=', modelVersionsTag)
    .executeTakeFirst();
  const value = withModelVersion(tag?.value, added);
  await trx
    .insertInto('tracking.logged_model_tag')
    .values({ model: model.ref, key: modelVersionsTag, value })
    .onConflict((conflict) => conflict.columns(['model', 'key']).doUpdateSet({ value }))
    .execute();
  return true;
}
