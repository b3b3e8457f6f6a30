import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Outcome constraints and costs of trials; and what who follows a study needs to read it on from where it was. */
export const studyResults: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`
        alter table tuning.trial
          add column constraints double precision[] not null default '{}',
          add column violation double precision not null default 0,
          add column cost double precision,
          add column improved boolean not null default false`,
      sql`alter table tuning.study add column cost double precision not null default 0`,
      // Where it belongs among the calls of the sampler.
      sql`alter table tuning.report add column sequence bigint not null default 0`,
      // What has begun since somebody looked.
      sql`create unique index trial_begun on tuning.trial (study, begun) where begun is not null`,
    ]) {
      await statement.execute(db);
    }
  },
};
