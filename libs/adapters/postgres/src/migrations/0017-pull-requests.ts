import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Pull requests on the embedded environment repository, and what is said of them. */
export const pullRequests: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`create schema host`,
      sql`create table host.repository (name text primary key, last_number integer not null)`,
      sql`
        create table host.pull_request (
          repository text not null references host.repository,
          number integer not null,
          title text not null,
          body text not null,
          author text not null,
          base text not null,
          head text not null,
          state text not null default 'open' check (state in ('open', 'merged', 'closed')),
          opened_at timestamptz not null,
          settled_at timestamptz,
          settled_head text,
          merge_commit text,
          primary key (repository, number),
          check ((state = 'open') = (settled_at is null)),
          check ((state = 'merged') = (merge_commit is not null))
        )`,
      sql`
        create unique index pull_request_open on host.pull_request (repository, base, head)
        where state = 'open'`,
      sql`
        create table host.review (
          repository text not null,
          number integer not null,
          reviewer text not null,
          verdict text not null check (verdict in ('approved', 'changes-requested')),
          body text not null,
          commit text not null,
          given_at timestamptz not null,
          primary key (repository, number, reviewer),
          foreign key (repository, number) references host.pull_request
        )`,
      sql`
        create table host.comment (
          repository text not null,
          number integer not null,
          key text not null,
          body text not null,
          begun_at timestamptz not null,
          primary key (repository, number, key),
          foreign key (repository, number) references host.pull_request
        )`,
      sql`
        create table host.check_run (
          repository text not null,
          commit text not null,
          name text not null,
          conclusion text not null check (conclusion in ('success', 'failure', 'action-required')),
          title text not null,
          summary text not null,
          annotations jsonb not null,
          reported_at timestamptz not null,
          primary key (repository, commit, name)
        )`,
    ]) {
      await statement.execute(db);
    }
  },
};
