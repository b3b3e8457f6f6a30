import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Studies in desired state: which change of one the tuning service has followed, and which result was committed. */
export const studiesInGit: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`
        create table tuning.followed_resource (
          team text not null,
          name text not null,
          change text not null,
          problem text,
          primary key (team, name)
        )`,
      sql`
        create table scheduler.study_result (
          team text not null,
          name text not null,
          sequence bigint not null,
          change text not null,
          primary key (team, name)
        )`,
    ]) {
      await statement.execute(db);
    }
  },
};
