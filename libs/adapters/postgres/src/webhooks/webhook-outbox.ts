import type { WebhookEvent, WebhookOutbox } from '@slipway/ports';
import { deliveryBody } from '@slipway/registry';
import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Schema } from '../schema.ts';

/** The outbox within a transaction; `onPublish` hears when there is something to deliver, to announce it after the commit. */
export function webhookOutbox(db: Kysely<Schema>, onPublish: () => void): WebhookOutbox {
  return {
    publish: async (event) => {
      const { numAffectedRows } = await insertDeliveries([event], sql`true`).execute(db);
      if (numAffectedRows !== undefined && numAffectedRows > 0n) onPublish();
    },
  };
}

/** One delivery for each event and webhook that wants it, if `condition` holds; as part of a greater statement too. */
export function insertDeliveries(
  events: readonly WebhookEvent[],
  condition: RawBuilder<SqlBool>,
): RawBuilder<unknown> {
  return sql`
    insert into webhooks.delivery (webhook, body, published_at, due_at)
    select webhook.ref, event.body, event.at, event.at
    from unnest(
      ${events.map(({ team }) => team)}::text[],
      ${events.map(({ name }) => name)}::text[],
      ${events.map(({ name, at, data }) => deliveryBody(name, at, data))}::text[],
      ${events.map(({ at }) => at.toISOString())}::timestamptz[]
    ) with ordinality as event (team, name, body, at, place)
    join webhooks.webhook
      on webhook.team = event.team and webhook.status = 'ACTIVE' and event.name = any (webhook.events)
    where ${condition}
    order by event.place, webhook.ref`;
}
