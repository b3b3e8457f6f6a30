import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The ledger of GitHub's deliveries, its queue, and how far it was compared with GitHub's own list. */
export const deliveries: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of [
      sql`create schema github`,
      // Not identities: numbers are drawn in the order of arrival, rows are inserted in the order of their ids.
      sql`create sequence github.delivery_sequence`,
      sql`create sequence github.payload_block`,
      sql`
        create table github.delivery (
          sequence bigint primary key,
          id uuid not null unique,
          event text not null,
          action text,
          repository text,
          owner text,
          number bigint,
          ref text,
          commit text,
          lane text not null,
          signature text not null,
          bytes integer not null,
          block bigint not null,
          block_offset integer not null,
          received_at timestamptz not null,
          state text not null check (state in ('pending', 'handled', 'ignored', 'dead')),
          failures integer not null default 0,
          due_at timestamptz not null,
          reason text,
          settled_at timestamptz,
          replays integer not null default 0,
          check ((state = 'pending') = (settled_at is null))
        )`,
      sql`create index delivery_pending on github.delivery (lane, sequence) where state = 'pending'`,
      sql`create index delivery_waiting on github.delivery (received_at) where state = 'pending'`,
      sql`create index delivery_received on github.delivery (received_at)`,
      sql`create index delivery_dead on github.delivery (sequence) where state = 'dead'`,
      sql`create index delivery_by_repository on github.delivery (lower(repository), sequence)`,
      sql`
        create table github.payload (
          block bigint primary key,
          received_at timestamptz not null,
          content bytea not null
        )`,
      // It is compressed already.
      sql`alter table github.payload alter column content set storage external`,
      sql`
        create table github.lane_lease (
          lane text primary key,
          worker text not null,
          leased_until timestamptz not null
        )`,
      sql`create table github.hook (hook text primary key, compared_until timestamptz not null)`,
      sql`
        create table github.redelivery (
          id uuid primary key,
          asks integer not null,
          asked_at timestamptz not null
        )`,
    ]) {
      await statement.execute(db);
    }
  },
};
