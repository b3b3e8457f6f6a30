import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Runs of workflows of code repositories, and times at which they start. */
export const workflows: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`create schema workflow`,
      // What others look for is derived from the jobs by who writes the row: who has something to do, and which runs are at work.
      sql`
        create table workflow.run (
          id bigint generated always as identity primary key,
          key text not null unique,
          team text not null,
          repository text not null,
          clone_url text not null,
          on_github boolean not null,
          workflow text not null,
          document json not null,
          event json not null,
          commit text not null,
          pull_request integer,
          concurrency_group text not null,
          cancel_superseded boolean not null,
          state text not null check (
            state in ('waiting-for-approval', 'queued', 'running', 'succeeded', 'failed', 'cancelled')
          ),
          reason text,
          jobs json not null,
          awaits text[] not null,
          programs text[] not null,
          due timestamptz,
          created_at timestamptz not null,
          ended_at timestamptz,
          version integer not null default 1,
          told integer not null default 0,
          changed_at timestamptz not null
        )`,
      sql`create index run_of_team on workflow.run (team, id desc)`,
      sql`create index run_of_commit on workflow.run (repository, commit)`,
      sql`
        create index run_unended on workflow.run (repository, concurrency_group)
        where state in ('waiting-for-approval', 'queued', 'running')`,
      sql`
        create index run_of_pull_request on workflow.run (repository, pull_request)
        where pull_request is not null`,
      sql`create index run_awaiting on workflow.run (id) where awaits <> '{}'`,
      sql`create index run_due on workflow.run (due) where due is not null`,
      sql`create index run_at_work on workflow.run (id) where programs <> '{}'`,
      sql`create index run_untold on workflow.run (changed_at) where on_github and told < version`,
      sql`create index run_ended on workflow.run (ended_at) where ended_at is not null`,
      sql`
        create table workflow.schedule (
          repository text not null,
          workflow text not null,
          cron text not null,
          time_zone text not null,
          due timestamptz,
          primary key (repository, workflow, cron)
        )`,
      sql`create index schedule_due on workflow.schedule (due) where due is not null`,
    ]) {
      await statement.execute(db);
    }
  },
};
