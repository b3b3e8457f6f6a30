import { mostOccurrences, type NewMessage } from '@slipway/notifications';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** Of a rule to one receiver: when so many wait, what comes then is told together, so that a flood has a bound. */
const mostWaiting = 100;
/** Milliseconds that a flood is gathered for. */
const floodWindow = 600_000;

/** Writes a message into the outbox, or adds to the digest that is gathering. One that is there already stays as it is. */
export async function storeMessage(db: Kysely<Schema>, message: NewMessage, now: Date): Promise<void> {
  const { id, rule, lane, destination, template, occurrence } = message;
  const gatherUntil =
    message.gatherUntil ??
    ((await isFlooded(db, message)) ? new Date(now.getTime() + floodWindow) : undefined);
  if (gatherUntil !== undefined && (await joinDigest(db, message, now))) return;
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

async function isFlooded(db: Kysely<Schema>, { rule, lane }: NewMessage): Promise<boolean> {
  const { rows } = await sql<{ readonly waiting: number }>`
    select count(*)::integer as waiting from (
      select from notifications.message
      where rule = ${rule} and lane = ${lane} and state = 'pending' limit ${mostWaiting}
    ) as one`.execute(db);
  return rows[0]?.waiting === mostWaiting;
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
