import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Registered models with their versions: what their files in the environment repository say. */
export const models: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`create schema models`,
      // Each update is a generation: who has read one can tell whether it is still so. Most updates change no indexed column: room in the page keeps them out of the indexes.
      sql`
        create table models.model (
          ref bigint generated always as identity primary key,
          team text not null,
          name text collate "C" not null,
          path text not null unique,
          is_sharded boolean generated always as (path like 'teams/%/models/shard-__/%') stored,
          created_at bigint not null,
          updated_at bigint not null,
          description text,
          tags jsonb not null,
          aliases jsonb not null,
          next_version integer not null,
          generation bigint not null default 1,
          is_prompt boolean generated always as (coalesce(tags ->> 'mlflow.prompt.is_prompt' = 'true', false)) stored,
          unique (team, name)
        ) with (fillfactor = 80)`,
      sql`create index model_unsharded on models.model (team) where not is_sharded`,
      sql`create index model_by_tag on models.model using gin (tags jsonb_path_ops)`,
      sql`
        create table models.version (
          model bigint not null references models.model (ref) on delete cascade,
          version integer not null,
          created_at bigint not null,
          updated_at bigint not null,
          user_id text,
          stage text not null check (stage in ('None', 'Staging', 'Production', 'Archived')),
          description text,
          source text not null,
          storage_location text,
          run_id text,
          run_link text,
          model_id text,
          tags jsonb not null,
          is_prompt boolean generated always as (coalesce(tags ->> 'mlflow.prompt.is_prompt' = 'true', false)) stored,
          primary key (model, version)
        ) with (fillfactor = 90)`,
      // By an expression, so that no plan for the newest version of a stage walks through the other stages by the key.
      sql`create index version_by_stage on models.version (model, stage, (-version))`,
      sql`create index version_by_run on models.version (coalesce(run_id, ''))`,
      sql`create index version_by_tag on models.version using gin (tags jsonb_path_ops)`,
      sql`create index version_prompt on models.version (model) where is_prompt`,
    ]) {
      await statement.execute(db);
    }
  },
};
