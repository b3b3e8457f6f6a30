import type { LogAddress, LogStore } from '@slipway/ports';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { lockAll } from './advisory-lock.ts';

export function logStore(db: Kysely<Schema>): LogStore {
  return {
    append: ({ attempt, index }, offset, bytes, maxBytes, mark) =>
      db.transaction().execute(async (trx) => {
        // The bound is that of all logs of the attempt: who appends to another one meanwhile must not spend the same room.
        await lockAll(trx, [`log ${attempt}`]);
        await trx
          .insertInto('scheduler.log')
          .values({ attempt, index, next: 0, is_full: false, mark: null })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        const log = await trx
          .selectFrom('scheduler.log')
          .select(['next', 'is_full', 'mark'])
          .where('attempt', '=', attempt)
          .where('index', '=', index)
          .executeTakeFirstOrThrow();
        const beyond = offset + bytes.byteLength - log.next;
        if (log.is_full || offset > log.next || beyond <= 0)
          return { next: log.next, full: log.is_full, mark: log.mark ?? undefined };

        const { stored } = await trx
          .selectFrom('scheduler.log')
          .select((eb) => eb.fn.sum<number>('next').as('stored'))
          .where('attempt', '=', attempt)
          .executeTakeFirstOrThrow();
        const room = Math.max(0, maxBytes - stored);
        const added = bytes.subarray(log.next - offset, log.next - offset + room);
        const next = log.next + added.byteLength;
        const full = beyond > room;
        if (added.byteLength > 0) {
          await trx
            .insertInto('scheduler.log_chunk')
            .values({ attempt, index, start: log.next, bytes: Buffer.from(added) })
            .execute();
        }
        await trx
          .updateTable('scheduler.log')
          .set({ next, is_full: full, mark: mark ?? null })
          .where('attempt', '=', attempt)
          .where('index', '=', index)
          .execute();
        return { next, full, mark };
      }),

    read: async (address, offset) => {
      const chunk = await chunkAt(db, address, offset);
      if (chunk) return { bytes: chunk, full: false };
      const log = await db
        .selectFrom('scheduler.log')
        .select(['is_full'])
        .where('attempt', '=', address.attempt)
        .where('index', '=', address.index)
        .where('next', '<=', offset)
        .executeTakeFirst();
      return { bytes: new Uint8Array(), full: log?.is_full ?? false };
    },
  };
}

/** What is stored from `offset` to the end of the piece it lies in. */
async function chunkAt(
  db: Kysely<Schema>,
  { attempt, index }: LogAddress,
  offset: number,
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('scheduler.log_chunk')
    .select(['start', 'bytes'])
    .where('attempt', '=', attempt)
    .where('index', '=', index)
    .where('start', '<=', offset)
    .orderBy('start', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row || offset >= row.start + row.bytes.byteLength) return undefined;
  return row.bytes.subarray(offset - row.start);
}
