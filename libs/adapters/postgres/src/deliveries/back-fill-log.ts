import type { BackFillLog } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

export function backFillLog(db: Kysely<Schema>): BackFillLog {
  return {
    position: async (hook) => {
      const row = await db
        .selectFrom('github.hook')
        .select('compared_until')
        .where('hook', '=', hook)
        .executeTakeFirst();
      return row?.compared_until;
    },
    setPosition: async (hook, to) => {
      await db
        .insertInto('github.hook')
        .values({ hook, compared_until: to })
        .onConflict((on) => on.column('hook').doUpdateSet({ compared_until: to }))
        .execute();
    },
    asks: async (ids) => {
      const rows = await db
        .selectFrom('github.redelivery')
        .select(['id', 'asks'])
        .where('id', '=', sql<string>`any(${ids}::uuid[])`)
        .execute();
      return new Map(rows.map(({ id, asks }) => [id, asks]));
    },
    noteAsk: async (id, at) => {
      await db
        .insertInto('github.redelivery')
        .values({ id, asks: 1, asked_at: at })
        .onConflict((on) =>
          on.column('id').doUpdateSet((eb) => ({ asks: eb('github.redelivery.asks', '+', 1), asked_at: at })),
        )
        .execute();
    },
  };
}
