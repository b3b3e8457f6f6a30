import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import type { DeliveryFilter, DeliveryLedger } from '@slipway/ports';
import { sql, type Kysely, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';
import { recordColumns, toRecord } from './delivery-rows.ts';
import { pruneDeliveries } from './prune-deliveries.ts';
import { recordDeliveries } from './record-deliveries.ts';

const decompress = promisify(zstdDecompress);

export function deliveryLedger(db: Kysely<Schema>): DeliveryLedger {
  return {
    record: (deliveries, blocks) =>
      deliveries.length === 0 ? Promise.resolve([]) : recordDeliveries(db, deliveries, blocks),

    find: async (id) => {
      const row = await db
        .selectFrom('github.delivery')
        .select(recordColumns)
        .where('id', '=', id)
        .executeTakeFirst();
      return row && toRecord(row);
    },

    list: async (filter, { before, limit }) => {
      let query = db
        .selectFrom('github.delivery')
        .select(recordColumns)
        .where(matching(filter))
        .orderBy('sequence', 'desc')
        .limit(limit);
      if (before !== undefined) query = query.where('sequence', '<', before);
      return (await query.execute()).map(toRecord);
    },

    payload: async (id) => {
      const row = await db
        .selectFrom('github.delivery as delivery')
        .innerJoin('github.payload as payload', 'payload.block', 'delivery.block')
        .select(['payload.content', 'delivery.block_offset', 'delivery.bytes'])
        .where('delivery.id', '=', id)
        .executeTakeFirst();
      if (!row) return undefined;
      const whole = await decompress(row.content);
      return whole.subarray(row.block_offset, row.block_offset + row.bytes);
    },

    replay: async (ids, now) => {
      const rows = await db
        .updateTable('github.delivery')
        .set((eb) => ({
          state: 'pending',
          settled_at: null,
          reason: null,
          failures: 0,
          due_at: now,
          replays: eb('replays', '+', 1),
        }))
        .where('id', '=', sql<string>`any(${ids}::uuid[])`)
        .where('state', '<>', 'pending')
        .returning('id')
        .execute();
      return rows.map(({ id }) => id);
    },

    known: async (ids) => {
      const rows = await db
        .selectFrom('github.delivery')
        .select('id')
        .where('id', '=', sql<string>`any(${ids}::uuid[])`)
        .execute();
      return new Set(rows.map(({ id }) => id));
    },

    backlog: async () => {
      const { pending, oldest } = await db
        .selectFrom('github.delivery')
        .select((eb) => [
          eb.fn.countAll<number>().as('pending'),
          eb.fn.min('received_at').$castTo<Date | null>().as('oldest'),
        ])
        .where('state', '=', 'pending')
        .executeTakeFirstOrThrow();
      return { pending, oldest: oldest ?? undefined };
    },

    prune: (bounds) => pruneDeliveries(db, bounds),
  };
}

function matching({ state, event, repository, since, until }: DeliveryFilter) {
  return sql<SqlBool>`(
    ${state ?? null}::text is null or state = ${state ?? null}::text) and (
    ${event ?? null}::text is null or event = ${event ?? null}::text) and (
    ${repository ?? null}::text is null or lower(repository) = lower(${repository ?? null}::text)) and (
    ${since ?? null}::timestamptz is null or received_at >= ${since ?? null}::timestamptz) and (
    ${until ?? null}::timestamptz is null or received_at < ${until ?? null}::timestamptz)`;
}
