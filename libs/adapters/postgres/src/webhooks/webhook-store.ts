import type { Webhook, WebhookStore } from '@slipway/ports';
import type { Kysely, Selectable, Updateable } from 'kysely';
import { lockAll } from '../scheduler/advisory-lock.ts';
import type { Schema } from '../schema.ts';
import type { WebhookTable } from './tables.ts';

export function webhookStore(db: Kysely<Schema>): WebhookStore {
  return {
    add: (team, { sealedSecret, createdAt, updatedAt, ...webhook }, most) =>
      db.transaction().execute(async (trx) => {
        // Two that are added at the same time must not both be the last that there is room for.
        await lockAll(trx, [`webhooks ${team}`]);
        const { count } = await trx
          .selectFrom('webhooks.webhook')
          .select((eb) => eb.fn.countAll<number>().as('count'))
          .where('team', '=', team)
          .executeTakeFirstOrThrow();
        if (count >= most) return false;
        await trx
          .insertInto('webhooks.webhook')
          .values({
            ...webhook,
            team,
            created_at: createdAt,
            updated_at: updatedAt,
            sealed_secret: bytesOf(sealedSecret),
          })
          .execute();
        return true;
      }),

    find: async (team, id) => {
      const row = await db
        .selectFrom('webhooks.webhook')
        .selectAll()
        .where('team', '=', team)
        .where('id', '=', id)
        .executeTakeFirst();
      return row && toWebhook(row);
    },

    list: async (team, { offset, limit }) => {
      const rows = await db
        .selectFrom('webhooks.webhook')
        .selectAll()
        .where('team', '=', team)
        .orderBy('created_at', 'desc')
        .orderBy('ref', 'desc')
        .offset(offset)
        .limit(limit)
        .execute();
      return rows.map(toWebhook);
    },

    change: async (team, id, { updatedAt, sealedSecret, ...fields }) => {
      const row = await db
        .updateTable('webhooks.webhook')
        .set({
          ...defined(fields),
          ...(sealedSecret === undefined ? {} : { sealed_secret: bytesOf(sealedSecret) }),
          updated_at: updatedAt,
        })
        .where('team', '=', team)
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      return row && toWebhook(row);
    },

    remove: async (team, id) => {
      const { numDeletedRows } = await db
        .deleteFrom('webhooks.webhook')
        .where('team', '=', team)
        .where('id', '=', id)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

const bytesOf = (bytes: Uint8Array | null | undefined): Buffer | null => (bytes ? Buffer.from(bytes) : null);

const defined = (fields: Updateable<WebhookTable>): Updateable<WebhookTable> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function toWebhook(row: Selectable<WebhookTable>): Webhook {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    url: row.url,
    events: row.events,
    status: row.status,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    sealedSecret: row.sealed_secret ?? undefined,
  };
}
