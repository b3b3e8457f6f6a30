import type { ClaimedDelivery, WebhookDeliveries } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

interface ClaimedRow {
  readonly id: string;
  readonly webhook_id: string;
  readonly team: string;
  readonly url: string;
  readonly sealed_secret: Buffer | null;
  readonly body: string;
  readonly failures: number;
  readonly published_at: Date;
}

export function webhookDeliveries(db: Kysely<Schema>): WebhookDeliveries {
  return {
    claim: async (worker, { now, leasedUntil, limit }) => {
      const { rows } = await sql<ClaimedRow>`
        with head as (
          select delivery.sequence, webhook.id as webhook_id, webhook.team, webhook.url, webhook.sealed_secret
          from webhooks.webhook
          cross join lateral (
            select sequence from webhooks.delivery
            where delivery.webhook = webhook.ref and state = 'pending'
            order by sequence limit 1
          ) oldest
          join webhooks.delivery on delivery.sequence = oldest.sequence
          where webhook.status = 'ACTIVE' and delivery.due_at <= ${now}
            and (delivery.leased_until is null or delivery.leased_until <= ${now})
          order by delivery.due_at
          limit ${limit}
          for update of delivery skip locked
        )
        update webhooks.delivery set worker = ${worker}, leased_until = ${leasedUntil}
        from head where delivery.sequence = head.sequence and delivery.state = 'pending'
        returning delivery.id, head.webhook_id, head.team, head.url, head.sealed_secret, delivery.body,
          delivery.failures, delivery.published_at
      `.execute(db);
      return rows.map(toClaimed);
    },

    renew: async (worker, ids, leasedUntil) => {
      const rows = await db
        .updateTable('webhooks.delivery')
        .set({ leased_until: leasedUntil })
        .where('worker', '=', worker)
        .where('id', '=', sql<string>`any(${ids}::text[])`)
        .returning('id')
        .execute();
      return new Set(rows.map(({ id }) => id));
    },

    release: async (worker) => {
      await db
        .updateTable('webhooks.delivery')
        .set({ worker: null, leased_until: null })
        .where('worker', '=', worker)
        .execute();
    },

    settle: async (worker, id, outcome) => {
      await db
        .updateTable('webhooks.delivery')
        .set((eb) => ({
          worker: null,
          leased_until: null,
          ...(outcome.kind === 'delivered'
            ? { state: 'delivered', settled_at: outcome.at }
            : { reason: outcome.reason, failures: eb('failures', '+', 1) }),
          ...(outcome.kind === 'retry' ? { due_at: outcome.due } : {}),
          ...(outcome.kind === 'failed' ? { state: 'failed', settled_at: outcome.at } : {}),
        }))
        .where('worker', '=', worker)
        .where('id', '=', id)
        .execute();
    },

    countUnsettled: async () => {
      const { count } = await db
        .selectFrom('webhooks.delivery')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('state', '=', 'pending')
        .executeTakeFirstOrThrow();
      return count;
    },

    expire: async (before, at, limit) => {
      const { numAffectedRows } = await sql`
        update webhooks.delivery
        set state = 'failed', settled_at = ${at}, worker = null, leased_until = null,
          reason = coalesce(reason, 'It waited too long for its turn.')
        where sequence in (
          select sequence from webhooks.delivery
          where state = 'pending' and published_at < ${before}
          order by published_at limit ${limit} for update skip locked
        )`.execute(db);
      return Number(numAffectedRows ?? 0n);
    },

    prune: async (before, limit) => {
      const { numAffectedRows } = await sql`
        delete from webhooks.delivery where sequence in (
          select sequence from webhooks.delivery
          where (state = 'delivered' and settled_at < ${before.delivered})
            or (state = 'failed' and settled_at < ${before.failed})
          limit ${limit} for update skip locked
        )`.execute(db);
      return Number(numAffectedRows ?? 0n);
    },
  };
}

function toClaimed(row: ClaimedRow): ClaimedDelivery {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    team: row.team,
    url: row.url,
    sealedSecret: row.sealed_secret ?? undefined,
    body: row.body,
    failures: row.failures,
    publishedAt: row.published_at,
  };
}
