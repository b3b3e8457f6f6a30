import type { WebhookEvent, WebhookOutbox } from '@slipway/ports';
import { deliveryBody } from '@slipway/registry';
import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';

/** The outbox within a transaction; `onPublish` hears when there is something to deliver, to announce it after the commit. */
export function webhookOutbox(db: Kysely<Schema>, onPublish: () => void): WebhookOutbox {
  return {
    publish: async (event) => {
      const { numAffectedRows } = await insertDeliveries([eventRow(event)], sql`true`).execute(db);
      if (numAffectedRows !== undefined && numAffectedRows > 0n) onPublish();
    },
  };
}

/** An event as it is delivered. */
export const eventRow = ({ team, name, at, data }: WebhookEvent): object => ({
  team,
  name,
  at,
  body: deliveryBody(name, at, data),
});

/** One delivery for each event and webhook that wants it, of those rows `event` for which `condition` holds. */
export function insertDeliveries(
  rows: readonly object[],
  condition: RawBuilder<SqlBool>,
): RawBuilder<unknown> {
  return sql`
    insert into webhooks.delivery (webhook, body, published_at, due_at)
    select webhook.ref, event.body, event.at, event.at
    from rows from (json_to_recordset(${JSON.stringify(rows)}::json) as (
      place integer, team text, name text, at timestamptz, body text
    )) with ordinality as event (place, team, name, at, body, ordinal)
    join webhooks.webhook
      on webhook.team = event.team and webhook.status = 'ACTIVE' and event.name = any (webhook.events)
    where ${condition}
    order by event.ordinal, webhook.ref`;
}
