import { laneOf } from '@slipway/deliveries';
import type { NewDelivery, Recorded } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/**
 * Records deliveries and the blocks that have their payloads in one statement, which is one transaction. Bytes go as one
 * value with lengths beside it: an array of them would go as hexadecimal text.
 */
export async function recordDeliveries(
  db: Kysely<Schema>,
  deliveries: readonly NewDelivery[],
  blocks: readonly Uint8Array[],
): Promise<readonly Recorded[]> {
  const added = await insert(db, deliveries, blocks);
  const others = deliveries.filter(({ id }) => !added.has(id));
  const digests = await digestsOf(
    db,
    others.map(({ id }) => id),
  );
  return deliveries.map(({ id, digest }) => {
    if (added.has(id)) return 'added';
    return digests.get(id)?.equals(digest) === true ? 'known' : 'other-body';
  });
}

async function insert(
  db: Kysely<Schema>,
  deliveries: readonly NewDelivery[],
  blocks: readonly Uint8Array[],
): Promise<ReadonlySet<string>> {
  const column = <Value>(value: (delivery: NewDelivery) => Value): Value[] => deliveries.map(value);
  // Ids of a statement are inserted in one order: two that insert the same ones wait for each other, and never in a circle.
  const { rows } = await sql<{ readonly id: string }>`
    with block as materialized (
      select place, nextval('github.payload_block') as block,
        substring(${Buffer.concat(blocks)}::bytea from start for length) as content
      from unnest(${startsOf(blocks)}::integer[], ${blocks.map(({ length }) => length)}::integer[])
        with ordinality as each (start, length, place)
    ),
    given as materialized (
      select nextval('github.delivery_sequence') as sequence, arrived.* from (
        select * from unnest(
          ${column(({ id }) => id)}::uuid[], ${column(({ event }) => event)}::text[],
          ${column(({ action }) => action ?? null)}::text[], ${column(({ repository }) => repository ?? null)}::text[],
          ${column(({ owner }) => owner ?? null)}::text[], ${column(({ number }) => number ?? null)}::bigint[],
          ${column(({ ref }) => ref ?? null)}::text[], ${column(({ commit }) => commit ?? null)}::text[],
          ${column(laneOf)}::text[],
          ${column(({ digest }) => Buffer.from(digest).toString('hex'))}::text[], ${column(({ bytes }) => bytes)}::integer[],
          ${column(({ place }) => place.block + 1)}::integer[], ${column(({ place }) => place.offset)}::integer[],
          ${column(({ receivedAt }) => receivedAt.toISOString())}::timestamptz[],
          ${column(({ ignored }) => ignored ?? null)}::text[]
        ) with ordinality as one (
          id, event, action, repository, owner, number, ref, commit, lane, digest, bytes, block, block_offset, received_at,
          ignored, place
        ) order by place
      ) arrived
    ),
    added as (
      insert into github.delivery (
        sequence, id, event, action, repository, owner, number, ref, commit, lane, digest, bytes, block, block_offset,
        received_at, state, due_at, reason, settled_at
      )
      select given.sequence, id, event, action, repository, owner, number, ref, commit, lane, decode(digest, 'hex'), bytes,
        block.block, block_offset, received_at, case when ignored is null then 'pending' else 'ignored' end, received_at,
        ignored, case when ignored is null then null else received_at end
      from given join block on block.place = given.block
      order by id
      on conflict (id) do nothing
      returning id, block, received_at
    ),
    stored as (
      insert into github.payload (block, received_at, content)
      select block, added.received_at, content
      from (select block, min(received_at) as received_at from added group by block) added join block using (block)
    )
    select id from added`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Where each begins in all of them, counted from 1 as SQL does. */
function startsOf(blocks: readonly Uint8Array[]): number[] {
  let start = 1;
  return blocks.map(({ length }) => (start += length) - length);
}

async function digestsOf(db: Kysely<Schema>, ids: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('github.delivery')
    .select(['id', 'digest'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map(({ id, digest }) => [id, digest]));
}
