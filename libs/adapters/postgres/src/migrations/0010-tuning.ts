import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Studies with their trials; the places of a trial's beginning and result are those among the calls of the sampler. */
export const tuning: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`create schema tuning`,
      sql`
        create table tuning.study (
          ref bigint generated always as identity primary key,
          team text not null,
          name text not null,
          spec json not null,
          seed bigint not null,
          created_by text not null,
          created_at timestamptz not null,
          state text not null check (state in ('running', 'paused', 'ended')),
          reason text,
          stop json not null,
          version bigint not null default 0,
          sequence bigint not null default 0,
          reports bigint not null default 0,
          next_trial integer not null default 0,
          waiting integer not null default 0,
          running integer not null default 0,
          complete integer not null default 0,
          pruned integer not null default 0,
          failed integer not null default 0,
          since_best integer not null default 0,
          front json not null default '[]',
          unique (team, name)
        ) with (fillfactor = 50)`,
      sql`
        create table tuning.prior (
          study bigint not null references tuning.study (ref) on delete cascade,
          place integer not null,
          point double precision[] not null,
          "values" double precision[] not null,
          primary key (study, place)
        )`,
      sql`
        create table tuning.trial (
          study bigint not null references tuning.study (ref) on delete cascade,
          number integer not null,
          state text not null check (state in ('waiting', 'running', 'complete', 'pruned', 'failed')),
          worker text,
          leased_until timestamptz,
          handed_out integer not null,
          parameters json not null,
          point double precision[] not null,
          is_suggested boolean not null,
          "values" double precision[] not null,
          last_step bigint,
          last_values double precision[] not null,
          is_stopped boolean not null,
          reports integer not null,
          begun bigint,
          told bigint,
          note text,
          created_at timestamptz not null,
          begun_at timestamptz,
          ended_at timestamptz,
          primary key (study, number),
          check ((state = 'waiting') = (worker is null)),
          check ((state = 'waiting') = (begun is null)),
          check ((state in ('waiting', 'running')) = (told is null))
        ) with (fillfactor = 70)`,
      // Lists by state, and the trials that are open.
      sql`create index trial_by_state on tuning.trial (study, state, number)`,
      // What has ended since somebody looked.
      sql`create unique index trial_told on tuning.trial (study, told) where told is not null`,
      sql`
        create table tuning.report (
          study bigint not null references tuning.study (ref) on delete cascade,
          place bigint not null,
          trial integer not null,
          step bigint not null,
          "values" double precision[] not null,
          primary key (study, place),
          unique (study, trial, step)
        )`,
    ]) {
      await statement.execute(db);
    }
  },
};
