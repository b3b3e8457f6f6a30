import { laneOf } from '@slipway/deliveries';
import type { NewDelivery, Recorded } from '@slipway/ports';
import { CompiledQuery, sql, type Kysely } from 'kysely';
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
  const { rows } = await db.executeQuery<{ readonly id: string; readonly signature: string | null }>(
    CompiledQuery.raw(insertion, [
      Buffer.concat(blocks),
      JSON.stringify(extentsOf(blocks)),
      JSON.stringify(deliveries.map(rowOf)),
    ]),
  );
  const others = new Map(rows.map(({ id, signature }) => [id, signature]));
  const hidden = await signaturesOf(
    db,
    rows.filter(({ signature }) => signature === null).map(({ id }) => id),
  );
  return deliveries.map(({ id, signature }) => {
    if (!others.has(id)) return 'added';
    return (others.get(id) ?? hidden.get(id)) === signature ? 'known' : 'other-signature';
  });
}

/**
 * Ids are inserted in one order: two statements with the same ones wait for each other, and never in a circle. Returns those
 * that were there, with their signatures; of one that another statement has inserted meanwhile this one does not see it.
 */
const insertion = `
  with block as materialized (
    select place, nextval('github.payload_block') as block,
      substring($1::bytea from start for length) as content
    from json_to_recordset($2) as extent (place integer, start integer, length integer)
  ),
  given as materialized (
    select nextval('github.delivery_sequence') as sequence, arrived.* from json_to_recordset($3) as arrived (
      id uuid, event text, action text, repository text, owner text, number bigint, ref text, commit text, lane text,
      signature text, bytes integer, block integer, block_offset integer, received_at timestamptz, ignored text
    )
  ),
  added as (
    insert into github.delivery (
      sequence, id, event, action, repository, owner, number, ref, commit, lane, signature, bytes, block, block_offset,
      received_at, state, due_at, reason, settled_at
    )
    select sequence, id, event, action, repository, owner, number, ref, commit, lane, signature, bytes, block.block,
      block_offset, received_at, case when ignored is null then 'pending' else 'ignored' end, received_at, ignored,
      case when ignored is null then null else received_at end
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
  select id, (select signature from github.delivery where delivery.id = given.id) as signature
  from given where id not in (select id from added)`;

/** Where each block lies in all of them; SQL counts from 1. */
function extentsOf(blocks: readonly Uint8Array[]): readonly object[] {
  let start = 1;
  return blocks.map(({ length }, place) => ({ place, start: (start += length) - length, length }));
}

function rowOf({ place, receivedAt, ...delivery }: NewDelivery): object {
  return {
    ...delivery,
    lane: laneOf(delivery),
    block: place.block,
    block_offset: place.offset,
    received_at: receivedAt,
  };
}

async function signaturesOf(
  db: Kysely<Schema>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('github.delivery')
    .select(['id', 'signature'])
    .where('id', '=', sql<string>`any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map(({ id, signature }) => [id, signature]));
}
