import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Changes that are asked for as pull requests, and who is asked to review them. */
export const proposals: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`
        create table changes.proposal (
          id text primary key,
          repository text not null,
          key text not null,
          team text,
          service text not null,
          subject text not null,
          requested_by text not null,
          resource text not null,
          reason text not null,
          traceparent text,
          operations json not null,
          evidence text not null,
          auto_merge boolean not null,
          accepted_at timestamptz not null default clock_timestamp(),
          state text not null default 'accepted' check (
            state in ('accepted', 'open', 'merged', 'closed', 'superseded', 'no-effect', 'rejected')
          ),
          number integer,
          url text,
          commit text,
          note text,
          settled_at timestamptz,
          check ((state in ('accepted', 'open')) = (settled_at is null)),
          check (state <> 'open' or number is not null)
        )`,
      sql`
        create index proposal_unsettled on changes.proposal (repository, state, id)
        where state in ('accepted', 'open')`,
      sql`alter table host.pull_request add column reviewers text[] not null default '{}'`,
      sql`create index proposal_of_team on changes.proposal (repository, team, id)`,
    ]) {
      await statement.execute(db);
    }
  },
};
