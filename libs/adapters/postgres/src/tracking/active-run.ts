import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema.ts';

/** The tag that always says what the run is called. */
export const runNameTag = 'mlflow.runName';

/** The run of a statement, as rows `ref, experiment`, if it may be changed. */
export const activeRun = (team: string, id: string): RawBuilder<unknown> => sql`
  select ref, experiment from tracking.run where team = ${team} and id = ${id} and lifecycle_stage = 'active'`;

/** Why a statement on an active run found none. */
export async function runRefusal(
  db: Kysely<Schema>,
  team: string,
  id: string,
): Promise<'no-run' | 'not-active'> {
  const found = await db
    .selectFrom('tracking.run')
    .select('ref')
    .where('team', '=', team)
    .where('id', '=', id)
    .executeTakeFirst();
  return found ? 'not-active' : 'no-run';
}
