import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How far the scheduler has followed what others commit to the environment repository. */
export const followedEnvironment: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`
      create table scheduler.followed_environment (
        repository text primary key,
        commit text not null
      )`.execute(db);
  },
};
