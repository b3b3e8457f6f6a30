import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** From which trial's state a trial goes on, and for which steps, in studies that train a population. */
export const populationTraining: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`alter table tuning.trial add column training json`.execute(db);
  },
};
