import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What agents tell of their clusters, the sessions that fence their replicas, and where a replica goes on. */
export const clusterStatus: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`create table scheduler.agent_session (cluster text primary key, session bigint not null)`,
      // Rewritten every few seconds: room in the page lets PostgreSQL do it without touching the index.
      sql`
        create table scheduler.cluster_status (
          cluster text primary key,
          status json not null,
          seen_at timestamptz not null
        ) with (fillfactor = 50)`,
      sql`alter table scheduler.attempt add column execution text`,
      sql`alter table scheduler.log add column mark text`,
    ]) {
      await statement.execute(db);
    }
  },
};
