import type { NotificationOutbox, NotificationRecord } from '@slipway/ports';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Schema } from '../schema.ts';
import type { MessageTable } from './tables.ts';

export function notificationOutbox(db: Kysely<Schema>): NotificationOutbox {
  return {
    claim: async (worker, { now, leasedUntil, limit }) => {
      const { rows } = await sql<Selectable<MessageTable>>`
        with recursive lanes as (
          (select lane from notifications.message where state = 'pending' order by lane limit 1)
          union all
          select (
            select lane from notifications.message
            where state = 'pending' and message.lane > lanes.lane order by lane limit 1
          ) from lanes where lanes.lane is not null
        ), head as (
          select message.sequence
          from lanes
          cross join lateral (
            select sequence from notifications.message as one
            where one.lane = lanes.lane and one.state = 'pending' and one.due_at <= ${now}
              and not exists (
                select from notifications.message as held
                where held.lane = lanes.lane and held.state = 'pending' and held.leased_until > ${now}
              )
            order by due_at, sequence limit 1
          ) as earliest
          join notifications.message on message.sequence = earliest.sequence
          where message.state = 'pending' and (message.leased_until is null or message.leased_until <= ${now})
          order by message.due_at
          limit ${limit}
          for update of message skip locked
        )
        update notifications.message set worker = ${worker}, leased_until = ${leasedUntil}
        from head where message.sequence = head.sequence
        returning message.*`.execute(db);
      return rows.map(recordOf);
    },

    renew: async (worker, ids, leasedUntil) => {
      const rows = await db
        .updateTable('notifications.message')
        .set({ leased_until: leasedUntil })
        .where('worker', '=', worker)
        .where('id', '=', sql<string>`any(${ids}::text[])`)
        .returning('id')
        .execute();
      return new Set(rows.map(({ id }) => id));
    },

    release: async (worker) => {
      await db
        .updateTable('notifications.message')
        .set({ worker: null, leased_until: null })
        .where('worker', '=', worker)
        .execute();
    },

    settle: async (worker, id, outcome) => {
      await db
        .updateTable('notifications.message')
        .set((eb) => ({
          ...{ worker: null, leased_until: null },
          ...(outcome.kind === 'delivered'
            ? { state: 'sent', settled_at: outcome.at }
            : { reason: outcome.reason.slice(0, 1_000), failures: eb('failures', '+', 1) }),
          ...(outcome.kind === 'retry' ? { due_at: outcome.due } : {}),
          ...(outcome.kind === 'failed' ? { state: 'dead', settled_at: outcome.at } : {}),
        }))
        .where('worker', '=', worker)
        .where('id', '=', id)
        .execute();
    },

    list: async ({ state, rule }, { after, limit }) => {
      const rows = await db
        .selectFrom('notifications.message')
        .selectAll()
        .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'pending'))
        .$if(rule !== undefined, (query) => query.where('rule', '=', rule ?? ''))
        .$if(after !== undefined, (query) => query.where('sequence', '<', after ?? 0))
        .orderBy('sequence', 'desc')
        .limit(limit)
        .execute();
      return rows.map(recordOf);
    },

    count: () =>
      db
        .selectFrom('notifications.message')
        .select((eb) => ['rule', 'state', eb.fn.countAll<number>().as('count')])
        .groupBy(['rule', 'state'])
        .orderBy('rule')
        .execute(),

    expire: async (before, at, limit) => {
      const { numAffectedRows } = await sql`
        update notifications.message
        set state = 'dead', settled_at = ${at}, worker = null, leased_until = null,
          reason = coalesce(reason, 'It waited too long for its turn.')
        where sequence in (
          select sequence from notifications.message
          where state = 'pending' and greatest(created_at, gathers_until) < ${before}
          order by sequence limit ${limit} for update skip locked
        )`.execute(db);
      return Number(numAffectedRows ?? 0n);
    },

    prune: async ({ sent, dead }, limit) => {
      const { numAffectedRows } = await sql`
        delete from notifications.message where sequence in (
          select sequence from notifications.message
          where (state = 'sent' and settled_at < ${sent}) or (state = 'dead' and settled_at < ${dead})
          limit ${limit} for update skip locked
        )`.execute(db);
      return Number(numAffectedRows ?? 0n);
    },
  };
}

function recordOf(row: Selectable<MessageTable>): NotificationRecord {
  const { sequence, id, rule, destination, occurrences, total, state, failures } = row;
  return {
    ...{ sequence, id, rule, destination, occurrences, total, state, failures },
    template: row.template ?? undefined,
    isDigest: row.is_digest,
    reason: row.reason ?? undefined,
    createdAt: row.created_at,
    dueAt: row.due_at,
    settledAt: row.settled_at ?? undefined,
  };
}
