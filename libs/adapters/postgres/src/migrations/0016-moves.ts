import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Runs that move: changes that withdraw attempts are awaited, and what is on a cluster is found when it is lost. */
export const moves: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`alter table scheduler.awaited_change drop constraint awaited_change_purpose_check`,
      sql`
        alter table scheduler.awaited_change add constraint awaited_change_purpose_check
          check (purpose in ('resource', 'attempt', 'withdrawal', 'retirement'))`,
      sql`
        create index attempt_live on scheduler.attempt (cluster, run)
        where state not in ('succeeded', 'failed', 'stopped', 'lost')`,
    ]) {
      await statement.execute(db);
    }
  },
};
