import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How many series a waiting batch has, so that who chooses among the batches need not open them. */
export const inboxSeries: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`alter table tracking.metric_inbox add column series integer`,
      sql`update tracking.metric_inbox set series = json_array_length(keys)`,
      sql`alter table tracking.metric_inbox alter column series set not null`,
    ]) {
      await statement.execute(db);
    }
  },
};
