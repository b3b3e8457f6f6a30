import type { LedgerBounds } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** Rows of one pass, at most. */
const batch = { blocks: 500, deliveries: 5_000 } as const;

/** A pass of pruning: what is past its time, oldest first. Returns whether there may be more. */
export async function pruneDeliveries(db: Kysely<Schema>, bounds: LedgerBounds): Promise<boolean> {
  const blocks = await prunePayloads(db, bounds);
  const { numAffectedRows: deliveries = 0n } = await sql`
    delete from github.delivery where sequence in (
      select sequence from github.delivery
      where received_at < ${bounds.deliveriesBefore} and state <> 'pending'
      order by received_at limit ${batch.deliveries} for update skip locked
    )`.execute(db);
  await sql`
    delete from github.redelivery where asked_at < ${bounds.deliveriesBefore}`.execute(db);
  return blocks === batch.blocks || Number(deliveries) === batch.deliveries;
}

/** A payload whose delivery still waits is kept, whatever its age: nobody has seen it yet. */
async function prunePayloads(
  db: Kysely<Schema>,
  { payloadsBefore, payloadBytes }: LedgerBounds,
): Promise<number> {
  const { numAffectedRows } = await sql`
    with sized as (
      select block, received_at, sum(octet_length(content)) over (order by block desc) as newer from github.payload
    )
    delete from github.payload where block in (
      select block from sized
      where (received_at < ${payloadsBefore} or newer > ${payloadBytes})
        and not exists (
          select from github.delivery where state = 'pending' and delivery.block = sized.block
        )
      order by block limit ${batch.blocks}
    )`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
