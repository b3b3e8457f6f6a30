import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Resources, runs with their attempts, and everything that was reported of them. */
export const scheduler: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`create schema scheduler`,

      // One row for each generation; resources and runs refer to it by the change that made it.
      sql`
        create table scheduler.revision (
          change text primary key,
          document json not null,
          source text not null,
          files json not null
        )`,
      // team is '' for kinds without one.
      sql`
        create table scheduler.resource (
          kind text not null,
          team text not null,
          name text not null,
          generation integer not null,
          change text not null references scheduler.revision,
          updated_at timestamptz not null,
          rejection text,
          primary key (kind, team, name)
        )`,

      sql`
        create table scheduler.run (
          id bigint generated always as identity primary key,
          team text not null,
          name text not null unique,
          job text not null,
          generation integer not null,
          revision text not null references scheduler.revision,
          requested_by text not null,
          request_reason text not null,
          traceparent text,
          cluster text not null,
          created_at timestamptz not null,
          state text not null,
          reason text,
          retry json not null,
          retries integer not null,
          losses integer not null,
          retirement json not null,
          epoch integer not null,
          started_at timestamptz,
          ended_at timestamptz,
          progress double precision,
          progress_message text,
          backoff_epoch integer,
          backoff_due timestamptz
        )`,
      sql`create index run_by_team on scheduler.run (team, id desc)`,
      sql`create index run_by_job on scheduler.run (team, job, id desc)`,
      sql`
        create index run_unended on scheduler.run (team, job)
        where state not in ('succeeded', 'failed', 'cancelled')`,
      sql`create index run_held on scheduler.run (team, id) where state = 'pending' and epoch = 0`,
      sql`create index run_backing_off on scheduler.run (backoff_due) where state = 'backing-off'`,

      sql`
        create table scheduler.attempt (
          run bigint not null references scheduler.run,
          epoch integer not null,
          name text not null unique,
          cluster text not null,
          path text not null,
          change text not null,
          state text not null,
          reason text,
          exit_code bigint,
          commit text,
          created_at timestamptz not null,
          started_at timestamptz,
          ended_at timestamptz,
          recorded integer not null default 0,
          primary key (run, epoch)
        )`,

      // Only what is in flight: a row goes when its outcome was followed.
      sql`
        create table scheduler.awaited_change (
          change text not null,
          purpose text not null check (purpose in ('resource', 'attempt', 'retirement')),
          kind text,
          team text,
          name text,
          run bigint,
          epoch integer,
          primary key (change, purpose)
        )`,

      // Events get their ids from the team's clock, whose row stays locked until the commit: ids become visible in
      // their order and without a gap.
      sql`create table scheduler.event_clock (team text primary key, last bigint not null)`,
      sql`
        create table scheduler.event (
          team text not null,
          id bigint not null,
          run text not null,
          attempt text,
          at timestamptz not null,
          type text not null,
          message text not null,
          data json not null,
          primary key (team, id)
        )`,
      sql`create index event_by_run on scheduler.event (team, run, id)`,

      sql`
        create table scheduler.metric (
          run bigint not null,
          id bigint generated always as identity,
          name text not null,
          value double precision not null,
          step bigint,
          at timestamptz not null,
          primary key (run, id)
        )`,
      sql`create index metric_by_name on scheduler.metric (run, name, id)`,
      sql`
        create table scheduler.metric_latest (
          run bigint not null,
          name text not null,
          value double precision not null,
          step bigint,
          at timestamptz not null,
          primary key (run, name)
        )`,

      sql`
        create table scheduler.artifact (
          run bigint not null references scheduler.run,
          epoch integer not null,
          name text not null,
          attempt text not null,
          bytes bigint not null,
          sha256 text not null,
          key text not null,
          primary key (run, name, epoch)
        )`,

      sql`
        create table scheduler.log (
          attempt text not null,
          index integer not null,
          next bigint not null,
          is_full boolean not null,
          primary key (attempt, index)
        )`,
      sql`
        create table scheduler.log_chunk (
          attempt text not null,
          index integer not null,
          start bigint not null,
          bytes bytea not null,
          primary key (attempt, index, start)
        )`,
    ]) {
      await statement.execute(db);
    }
  },
};
