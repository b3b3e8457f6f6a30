import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What commits of others have changed, how far that was told, and what the embedded host shows of it. */
export const deployments: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`
        create table scheduler.taken_over (
          repository text not null,
          commit text not null,
          kind text not null,
          team text not null,
          name text not null,
          change text,
          run text,
          refusal text,
          taken_at timestamptz not null,
          primary key (repository, commit, kind, team, name)
        )`,
      sql`create index taken_over_at on scheduler.taken_over (taken_at)`,
      sql`
        create table host.told_deployment (
          repository text not null,
          commit text not null,
          told text not null,
          is_settled boolean not null,
          primary key (repository, commit)
        )`,
      sql`
        create table host.commit_status (
          repository text not null,
          commit text not null,
          context text not null,
          state text not null check (state in ('pending', 'success', 'failure')),
          description text not null,
          url text,
          primary key (repository, commit, context)
        )`,
      sql`
        create table host.deployment (
          repository text not null,
          commit text not null,
          environment text not null,
          state text not null check (state in ('pending', 'success', 'failure')),
          description text not null,
          url text,
          primary key (repository, commit, environment)
        )`,
    ]) {
      await statement.execute(db);
    }
  },
};
