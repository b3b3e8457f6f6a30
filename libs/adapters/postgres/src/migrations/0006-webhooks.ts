import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Webhooks, and the outbox of their deliveries. */
export const webhooks: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`create schema webhooks`,
      sql`
        create table webhooks.webhook (
          ref bigint generated always as identity primary key,
          team text not null,
          id text not null,
          name text not null,
          description text not null,
          url text not null,
          events text[] not null,
          status text not null check (status in ('ACTIVE', 'DISABLED')),
          created_at bigint not null,
          updated_at bigint not null,
          sealed_secret bytea,
          unique (team, id)
        )`,
      sql`
        create table webhooks.delivery (
          sequence bigint generated always as identity primary key,
          id text not null default gen_random_uuid()::text unique,
          webhook bigint not null references webhooks.webhook (ref) on delete cascade,
          body text not null,
          published_at timestamptz not null,
          state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
          failures integer not null default 0,
          due_at timestamptz not null,
          reason text,
          worker text,
          leased_until timestamptz,
          settled_at timestamptz,
          check ((state = 'pending') = (settled_at is null)),
          check ((worker is null) = (leased_until is null))
        )`,
      // The oldest of each webhook is the only one that can be claimed.
      sql`create index delivery_pending on webhooks.delivery (webhook, sequence) where state = 'pending'`,
      sql`create index delivery_leased on webhooks.delivery (worker) where worker is not null`,
      sql`create index delivery_by_age on webhooks.delivery (published_at) where state = 'pending'`,
      sql`create index delivery_settled on webhooks.delivery (state, settled_at) where state <> 'pending'`,
    ]) {
      await statement.execute(db);
    }
  },
};
