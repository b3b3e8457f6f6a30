import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Attempts whose run in the tracking tables has not been closed. */
export const trackedAttempts: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`
      create table scheduler.tracked_attempt (
        attempt text primary key references scheduler.attempt (name),
        team text not null,
        tracking_run text not null
      )`.execute(db);
  },
};
