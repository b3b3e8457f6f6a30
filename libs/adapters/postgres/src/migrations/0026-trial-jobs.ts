import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Trials that run as Jobs of their own: runs of trials, and changes that begin and retire many runs. */
export const trialJobs: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`
        alter table scheduler.run
          add column study bigint,
          add column trial integer,
          add column parameters json,
          add check ((trial is null) = (study is null) and (trial is null) = (parameters is null))`,
      // A trial is run once.
      sql`create unique index run_of_trial on scheduler.run (study, trial) where trial is not null`,
      sql`
        create index run_retirable on scheduler.run (team, job)
        where trial is not null and (retirement ->> 'state') = 'requested'`,
      sql`alter table scheduler.resource add column starts_trials boolean not null default false`,
      sql`alter table scheduler.awaited_change drop constraint awaited_change_pkey`,
      sql`
        alter table scheduler.awaited_change
          add constraint awaited_change_key unique nulls not distinct (change, purpose, run)`,
      sql`create index awaited_change_of_run on scheduler.awaited_change (run) where run is not null`,
    ]) {
      await statement.execute(db);
    }
  },
};
