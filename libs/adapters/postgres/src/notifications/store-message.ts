import { mostOccurrences, type NewMessage } from '@slipway/notifications';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** Writes a message into the outbox, or adds to the digest that is gathering. One that is there already stays as it is. */
export async function storeMessage(db: Kysely<Schema>, message: NewMessage, now: Date): Promise<void> {
  if (message.gatherUntil !== undefined && (await joinDigest(db, message, now))) return;
  const { id, rule, lane, destination, template, occurrence, gatherUntil } = message;
  await db
    .insertInto('notifications.message')
    .values({
      ...{ id, rule, lane, total: 1, created_at: now },
      destination: JSON.stringify(destination),
      template: template === undefined ? null : JSON.stringify(template),
      is_digest: gatherUntil !== undefined,
      gathers_until: gatherUntil ?? null,
      occurrences: JSON.stringify([occurrence]),
      due_at: gatherUntil ?? now,
    })
    .onConflict((on) => on.column('id').doNothing())
    .execute();
}

/** Not one that somebody has tried to send: it has the same content in each attempt. */
async function joinDigest(
  db: Kysely<Schema>,
  { rule, lane, occurrence }: NewMessage,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql<{ readonly sequence: number; readonly known: boolean }>`
    select sequence, occurrences @> ${JSON.stringify([{ key: occurrence.key }])}::jsonb as known
    from notifications.message
    where rule = ${rule} and lane = ${lane} and state = 'pending' and is_digest and gathers_until > ${now}
      and worker is null and failures = 0
    order by sequence desc limit 1 for update`.execute(db);
  const [digest] = rows;
  if (!digest) return false;
  if (digest.known) return true;
  await sql`
    update notifications.message set
      total = total + 1,
      occurrences = case
        when jsonb_array_length(occurrences) < ${mostOccurrences}
        then occurrences || ${JSON.stringify([occurrence])}::jsonb else occurrences
      end
    where sequence = ${digest.sequence}`.execute(db);
  return true;
}
