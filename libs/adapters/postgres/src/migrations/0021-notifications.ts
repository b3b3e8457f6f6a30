import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Messages to people, and up to where what has happened was looked through for them. What had happened before is told to
 * nobody.
 */
export const notifications: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`create schema notifications`,
      sql`create table notifications.position (team text primary key, event bigint not null)`,
      sql`insert into notifications.position (team, event) select team, last from scheduler.event_clock`,
      sql`
        create table notifications.message (
          sequence bigint generated always as identity primary key,
          id text not null unique,
          rule text not null,
          lane text not null,
          destination json not null,
          template json,
          is_digest boolean not null,
          gathers_until timestamptz,
          occurrences jsonb not null,
          total integer not null,
          created_at timestamptz not null,
          state text not null default 'pending' check (state in ('pending', 'sent', 'dead')),
          failures integer not null default 0,
          due_at timestamptz not null,
          reason text,
          worker text,
          leased_until timestamptz,
          settled_at timestamptz,
          check ((state = 'pending') = (settled_at is null)),
          check ((worker is null) = (leased_until is null)),
          check (is_digest = (gathers_until is not null))
        )`,
      // The earliest of each lane is the one that is claimed.
      sql`create index message_due on notifications.message (lane, due_at, sequence) where state = 'pending'`,
      sql`create index message_leased on notifications.message (worker) where worker is not null`,
      sql`create index message_gathering on notifications.message (rule, lane) where state = 'pending' and is_digest`,
      sql`create index message_settled on notifications.message (state, settled_at) where state <> 'pending'`,
      sql`create index message_of_rule on notifications.message (rule, state)`,

      sql`alter table changes.proposal add column noticed text`,
      sql`update changes.proposal set noticed = state`,
      sql`
        create index proposal_unnoticed on changes.proposal (repository, id)
        where state in ('open', 'merged', 'closed') and noticed is distinct from state`,
      sql`alter table host.told_deployment add column noticed boolean not null default false`,
      sql`update host.told_deployment set noticed = true where is_settled`,
      sql`create index deployment_unnoticed on host.told_deployment (repository) where is_settled and not noticed`,
      sql`alter table tuning.study add column end_noticed boolean not null default false`,
      sql`update tuning.study set end_noticed = true where state = 'ended'`,
      // A study may go on after its end, and end again.
      sql`create index study_unnoticed on tuning.study (ref) where (state = 'ended') <> end_noticed`,
    ]) {
      await statement.execute(db);
    }
  },
};
