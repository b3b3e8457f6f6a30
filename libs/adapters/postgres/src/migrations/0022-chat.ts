import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What people ask for in comments: of the scheduler, and that pull requests are not merged. */
export const chat: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`
        create table scheduler.run_request (
          id text primary key,
          repository text not null,
          commit text not null,
          verb text not null check (verb in ('retry', 'cancel')),
          requested_by text not null,
          reason text not null,
          asked_at timestamptz not null default clock_timestamp(),
          answered_at timestamptz
        )`,
      sql`create index run_request_open on scheduler.run_request (asked_at) where answered_at is null`,
      sql`
        create table host.hold (
          repository text not null,
          number integer not null,
          held_by text not null,
          held_at timestamptz not null,
          primary key (repository, number)
        )`,
    ]) {
      await statement.execute(db);
    }
  },
};
