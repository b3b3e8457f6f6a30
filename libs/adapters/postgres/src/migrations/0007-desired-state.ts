import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How far the registry has followed the environment repository, what it found there, and the history of models. */
export const desiredState: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`create schema desired_state`,

      // Changes of the registry up to `foreign_through` in the log count as edits of somebody else: the registry was made
      // anew from git after they were accepted.
      sql`
        create table desired_state.position (
          repository text primary key,
          commit text,
          foreign_through bigint not null
        )`,

      // One row for each move. It outlives the model, so that "which version was it then" is answered for good.
      sql`
        create table desired_state.history (
          id bigint generated always as identity primary key,
          team text not null,
          model text not null,
          kind text not null check (kind in ('alias', 'stage')),
          alias text check ((alias is not null) = (kind = 'alias')),
          version integer check (version is not null or kind = 'alias'),
          stage text check ((stage is not null) = (kind = 'stage')),
          at timestamptz not null,
          by text not null,
          reason text,
          change text,
          commit text
        )`,
      sql`create index history_by_model on desired_state.history (team, model, id desc)`,
      sql`
        create index history_by_alias on desired_state.history (team, model, alias, at desc, id desc)
        where kind = 'alias'`,

      sql`
        create table desired_state.problem (
          path text primary key,
          team text not null,
          commit text not null,
          good text,
          at timestamptz not null,
          message text not null,
          issues json not null
        )`,

      sql`
        create table desired_state.rejection (
          change text primary key,
          team text not null,
          paths text[] not null,
          reason text not null,
          at timestamptz not null
        )`,
      sql`create index rejection_by_path on desired_state.rejection using gin (paths)`,
      // What the follower of rejections looks for, few among all changes.
      sql`
        create index change_rejected on changes.change (repository, sequence)
        where state = 'rejected' and service = 'model-registry'`,
    ]) {
      await statement.execute(db);
    }
  },
};
