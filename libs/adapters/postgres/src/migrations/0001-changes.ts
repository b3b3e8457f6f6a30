import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The change log, the recorded heads, and the leases. */
export const changes: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`create schema changes`.execute(db);
    await sql`
      create table changes.change (
        sequence bigint generated always as identity primary key,
        id text not null unique,
        repository text not null,
        team text,
        service text not null,
        subject text not null,
        requested_by text not null,
        resource text not null,
        reason text not null,
        traceparent text,
        operations json not null,
        preconditions json not null,
        bytes integer not null,
        accepted_at timestamptz not null default clock_timestamp(),
        state text not null default 'accepted' check (state in ('accepted', 'pushed', 'no-effect', 'rejected')),
        commit text,
        rejection text,
        settled_at timestamptz,
        check ((state = 'accepted') = (settled_at is null)),
        check ((state in ('pushed', 'no-effect')) = (commit is not null)),
        check ((state = 'rejected') = (rejection is not null))
      )`.execute(db);
    // What is pending, by team, so that a batch takes from each.
    await sql`
      create index change_pending on changes.change (repository, coalesce(team, ''), sequence) include (bytes)
      where state = 'accepted'`.execute(db);
    await sql`
      create table changes.branch (
        repository text primary key,
        head text not null,
        updated_at timestamptz not null
      )`.execute(db);
    // Outcomes that leave no trace in git, kept before the push that makes them true.
    await sql`
      create table changes.prepared (
        repository text not null,
        head text not null,
        outcomes json not null,
        prepared_at timestamptz not null,
        primary key (repository, head)
      )`.execute(db);
    // Who got a lease last. The lease itself is an advisory lock; a ticket written here fences earlier holders.
    await sql`
      create table changes.lease (
        name text primary key,
        ticket text not null,
        acquired_at timestamptz not null
      )`.execute(db);
  },
};
