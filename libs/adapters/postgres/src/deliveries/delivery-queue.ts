import type { ClaimedLane, DeliveryQueue } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { recordColumns, toRecord, type RecordRow } from './delivery-rows.ts';

export function deliveryQueue(db: Kysely<Schema>): DeliveryQueue {
  return {
    claim: (worker, { now, leasedUntil, after, lanes, perLane }) =>
      db.transaction().execute(async (trx) => {
        const due = await dueLanes(trx, now, after, lanes);
        if (due.length === 0) return [];
        // The unique index decides between two who want the same lane; in one order, so that they never wait in a circle.
        const { rows } = await sql<{ readonly lane: string }>`
          insert into github.lane_lease (lane, worker, leased_until)
          select lane, ${worker}, ${leasedUntil} from unnest(${[...due].sort()}::text[]) as lane
          on conflict (lane) do update set worker = excluded.worker, leased_until = excluded.leased_until
          where lane_lease.leased_until <= ${now}
          returning lane`.execute(trx);
        return claimedOf(
          trx,
          rows.map(({ lane }) => lane),
          now,
          perLane,
        );
      }),

    renew: async (worker, lanes, leasedUntil) => {
      const rows = await db
        .updateTable('github.lane_lease')
        .set({ leased_until: leasedUntil })
        .where('worker', '=', worker)
        .where('lane', '=', sql<string>`any(${lanes}::text[])`)
        .returning('lane')
        .execute();
      return new Set(rows.map(({ lane }) => lane));
    },

    release: async (worker, lanes) => {
      await db
        .deleteFrom('github.lane_lease')
        .where('worker', '=', worker)
        .where('lane', '=', sql<string>`any(${lanes}::text[])`)
        .execute();
    },

    settle: async (worker, lane, sequence, outcome) => {
      const isSettled = outcome.kind !== 'retry';
      const { numAffectedRows } = await sql`
        with held as (
          select from github.lane_lease where lane = ${lane} and worker = ${worker} for update
        )
        update github.delivery
        set state = ${isSettled ? outcome.kind : 'pending'}, reason = ${outcome.reason},
          settled_at = ${isSettled ? outcome.at : null}::timestamptz,
          due_at = coalesce(${outcome.kind === 'retry' ? outcome.due : null}::timestamptz, due_at),
          failures = failures + ${outcome.kind === 'retry' || outcome.kind === 'dead' ? 1 : 0}
        where sequence = ${sequence} and state = 'pending' and exists (select from held)`.execute(db);
      return numAffectedRows === 1n;
    },
  };
}

/** Lanes that have something due and are not leased, in the order of their names from the one after `after` on, then from the first. */
async function dueLanes(
  db: Kysely<Schema>,
  now: Date,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const beyond = await dueLanesBeyond(db, now, after, limit);
  if (beyond.length === limit || after === '') return beyond;
  const again = await dueLanesBeyond(db, now, '', limit - beyond.length);
  return [...new Set([...beyond, ...again])];
}

/** Goes from lane to lane in the index, whatever the number of deliveries that wait in each. */
async function dueLanesBeyond(
  db: Kysely<Schema>,
  now: Date,
  after: string,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly lane: string }>`
    with recursive each as (
      (select lane from github.delivery
        where state = 'pending' and (lane > ${after} or ${after} = '') order by lane limit 1)
      union all
      select (select lane from github.delivery where state = 'pending' and lane > each.lane order by lane limit 1)
      from each where each.lane is not null
    )
    select lane from each
    where lane is not null
      and exists (
        select from github.delivery where state = 'pending' and delivery.lane = each.lane and due_at <= ${now}
      )
      and not exists (
        select from github.lane_lease where lane_lease.lane = each.lane and leased_until > ${now}
      )
    limit ${limit}`.execute(db);
  return rows.map(({ lane }) => lane);
}

async function claimedOf(
  db: Kysely<Schema>,
  lanes: readonly string[],
  now: Date,
  perLane: number,
): Promise<readonly ClaimedLane[]> {
  if (lanes.length === 0) return [];
  const { rows } = await sql<RecordRow & { readonly lane: string }>`
    select lane.lane, ${sql.join(recordColumns.map((name) => sql.ref(`due.${name}`)))}
    from unnest(${lanes}::text[]) as lane (lane)
    cross join lateral (
      select * from github.delivery
      where state = 'pending' and delivery.lane = lane.lane and due_at <= ${now}
      order by sequence limit ${perLane} for update skip locked
    ) due
    order by due.sequence`.execute(db);
  return lanes.map((lane) => ({
    lane,
    deliveries: rows.filter((row) => row.lane === lane).map(toRecord),
  }));
}
