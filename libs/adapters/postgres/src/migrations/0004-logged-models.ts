import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Logged models with their tags, parameters and metrics. */
export const loggedModels: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      // source_run is what the client named: no such run need exist.
      sql`
        create table tracking.logged_model (
          ref bigint generated always as identity primary key,
          team text not null,
          id text not null,
          experiment bigint not null references tracking.experiment (ref),
          name text not null,
          artifact_uri text not null,
          created_at bigint not null,
          updated_at bigint not null,
          status text not null check (status in ('UNSPECIFIED', 'PENDING', 'READY', 'FAILED')),
          is_deleted boolean not null default false,
          model_type text not null,
          source_run text not null,
          unique (team, id)
        )`,
      sql`
        create index logged_model_by_experiment on tracking.logged_model (experiment, created_at desc, id)
        where not is_deleted`,
      sql`
        create table tracking.logged_model_tag (
          model bigint not null references tracking.logged_model (ref) on delete cascade,
          key text not null,
          value text not null,
          primary key (model, key)
        )`,
      sql`
        create table tracking.logged_model_param (
          model bigint not null references tracking.logged_model (ref) on delete cascade,
          key text not null,
          value text not null,
          primary key (model, key)
        )`,
      sql`
        create table tracking.logged_model_metric (
          model bigint not null references tracking.logged_model (ref) on delete cascade,
          key text not null,
          timestamp bigint not null,
          step bigint not null,
          run bigint not null references tracking.run (ref),
          value double precision not null,
          dataset_name text,
          dataset_digest text,
          primary key (model, key, timestamp, step, run),
          check ((dataset_name is null) = (dataset_digest is null))
        )`,
    ]) {
      await statement.execute(db);
    }
  },
};
