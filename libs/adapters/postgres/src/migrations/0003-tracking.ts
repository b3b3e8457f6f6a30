import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Experiments and runs with their metrics, params, tags and inputs. */
export const tracking: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`create schema tracking`,

      // Experiments are numbered within their team; times are milliseconds since the epoch, as MLflow's are.
      sql`
        create table tracking.team (
          name text primary key,
          next_experiment bigint not null
        )`,
      sql`
        create table tracking.experiment (
          ref bigint generated always as identity primary key,
          team text not null references tracking.team,
          id bigint not null,
          name text not null,
          artifact_location text not null,
          lifecycle_stage text not null check (lifecycle_stage in ('active', 'deleted')),
          creation_time bigint not null,
          last_update_time bigint not null,
          unique (team, id),
          unique (team, name)
        )`,
      sql`
        create table tracking.experiment_tag (
          experiment bigint not null references tracking.experiment,
          key text not null,
          value text not null,
          primary key (experiment, key)
        )`,

      sql`
        create table tracking.run (
          ref bigint generated always as identity primary key,
          team text not null,
          id text not null,
          experiment bigint not null references tracking.experiment,
          name text not null,
          user_id text not null,
          status text not null,
          start_time bigint not null,
          end_time bigint,
          lifecycle_stage text not null check (lifecycle_stage in ('active', 'deleted')),
          artifact_uri text not null,
          unique (team, id)
        )`,
      sql`create index run_by_start on tracking.run (experiment, start_time desc, id)`,

      // What is searched by carries the experiment of its run: an index on it never leads through another team's runs.
      // The experiment of a run never changes. No foreign keys here: runs are never removed, and a batch has many rows.
      // Rows of an index are bounded, values are not: the index has their beginning, which is in the same order.
      ...['param', 'tag'].flatMap((table) => [
        sql`
          create table tracking.${sql.raw(table)} (
            run bigint not null,
            key text not null,
            experiment bigint not null,
            value text collate "C" not null,
            beginning text collate "C" not null generated always as (left(value, 200)) stored,
            primary key (run, key)
          )`,
        sql`
          create index ${sql.raw(table)}_by_value
          on tracking.${sql.raw(table)} (experiment, key, beginning, run)`,
      ]),

      // The latest point of each metric, and the series that its history has.
      sql`
        create table tracking.metric (
          run bigint not null,
          key text not null,
          experiment bigint not null,
          series bigint generated always as identity,
          step bigint not null,
          timestamp bigint not null,
          value double precision not null,
          primary key (run, key)
        )`,
      sql`create index metric_by_value on tracking.metric (experiment, key, value, run)`,
      // Logged points wait here, one row for each request, until they are settled: many points then share a row.
      sql`
        create table tracking.metric_inbox (
          id bigint generated always as identity primary key,
          run bigint not null,
          experiment bigint not null,
          keys json not null,
          points bytea not null
        )`,
      sql`create index metric_inbox_by_run on tracking.metric_inbox (experiment, run)`,
      // The history: points of one series, 24 bytes each. The same points that come again have the same digest. Points
      // hardly compress, and trying costs more than it saves.
      sql`
        create table tracking.metric_block (
          series bigint not null,
          min_timestamp bigint not null,
          max_timestamp bigint not null,
          digest bigint not null,
          points bytea not null,
          primary key (series, min_timestamp, digest)
        )`,
      sql`alter table tracking.metric_inbox alter column points set storage external`,
      sql`alter table tracking.metric_block alter column points set storage external`,

      sql`
        create table tracking.dataset (
          ref bigint generated always as identity primary key,
          experiment bigint not null references tracking.experiment,
          name text not null,
          digest text not null,
          source_type text not null,
          source text not null,
          schema text,
          profile text,
          unique (experiment, name, digest)
        )`,
      sql`
        create table tracking.run_dataset (
          run bigint not null references tracking.run,
          dataset bigint not null references tracking.dataset,
          ordinal bigint generated always as identity,
          context text,
          tags json not null,
          primary key (run, dataset)
        )`,
      sql`create index run_dataset_by_dataset on tracking.run_dataset (dataset, run)`,
      sql`
        create table tracking.run_model (
          run bigint not null references tracking.run,
          direction text not null check (direction in ('input', 'output')),
          model_id text not null,
          ordinal bigint generated always as identity,
          step bigint not null,
          primary key (run, direction, model_id)
        )`,
    ]) {
      await statement.execute(db);
    }
  },
};
