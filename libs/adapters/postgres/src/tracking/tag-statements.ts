import type { TrackingStore } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { activeRun, runRefusal } from './active-run.ts';

export function tagStatements(db: Kysely<Schema>): Pick<TrackingStore, 'changeTag' | 'deleteTag'> {
  return {
    changeTag: (team, id, key, change) =>
      db.transaction().execute(async (trx) => {
        // The lock on the run holds others off, also while it has no such tag.
        const { rows } = await sql<{ ref: number; experiment: number }>`
          ${activeRun(team, id)} for no key update`.execute(trx);
        const [run] = rows;
        if (!run) return runRefusal(trx, team, id);
        const tag = await trx
          .selectFrom('tracking.tag')
          .select('value')
          .where('run', '=', run.ref)
          .where('key', '=', key)
          .executeTakeFirst();
        const value = change(tag?.value);
        await trx
          .insertInto('tracking.tag')
          .values({ run: run.ref, key, experiment: run.experiment, value })
          .onConflict((conflict) => conflict.columns(['run', 'key']).doUpdateSet({ value }))
          .execute();
        return 'done';
      }),

    deleteTag: async (team, id, key) => {
      const { rows } = await sql<{ deleted: boolean }>`
        with run as (${activeRun(team, id)}), gone as (
          delete from tracking.tag as t using run where t.run = run.ref and t.key = ${key} returning t.key
        )
        select exists (select from gone) as deleted from run`.execute(db);
      const [run] = rows;
      if (!run) return runRefusal(db, team, id);
      return run.deleted ? 'done' : 'no-tag';
    },
  };
}
