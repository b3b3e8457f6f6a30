import type { Occurrence } from '@slipway/notifications';
import type { OccurrenceScope } from '@slipway/ports';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { ProposalTable } from '../proposals/tables.ts';
import type { Schema } from '../schema.ts';
import type { Taken } from './ended-runs.ts';

type Moved = Pick<
  Selectable<ProposalTable>,
  'id' | 'team' | 'subject' | 'reason' | 'state' | 'url' | 'note' | 'settled_at' | 'noticed' | 'number'
>;

/** Proposals whose pull requests were opened, merged or closed. */
export async function takeProposals(
  db: Kysely<Schema>,
  { repository, now, limit }: OccurrenceScope,
): Promise<Taken> {
  const moved: readonly Moved[] = await db
    .selectFrom('changes.proposal')
    .select(['id', 'team', 'subject', 'reason', 'state', 'url', 'note', 'settled_at', 'noticed', 'number'])
    .where('repository', '=', repository)
    .where('state', 'in', ['open', 'merged', 'closed'])
    .where(sql<boolean>`noticed is distinct from state`)
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .execute();
  if (moved.length === 0) return { occurrences: [], more: false };
  await db
    .updateTable('changes.proposal')
    .set((eb) => ({ noticed: eb.ref('state') }))
    .where('id', '=', sql<string>`any(${moved.map(({ id }) => id)}::text[])`)
    .execute();
  return { occurrences: moved.flatMap((row) => occurrencesOf(row, now)), more: moved.length === limit };
}

/** One that was opened and ended between two looks has done both. */
function occurrencesOf(row: Moved, now: Date): readonly Occurrence[] {
  const { id, team, subject, state, url, settled_at: settledAt } = row;
  const occurrence = (event: Occurrence['event'], at: Date, reason: string): Occurrence => ({
    ...{ key: `${event}/${id}`, event, at: at.toISOString() },
    ...{ teams: team === null ? [] : [team], name: subject, reason: reason.slice(0, 1_000) },
    link: url ?? undefined,
  });
  const ended = state === 'open' ? undefined : state === 'merged' ? 'proposal-merged' : 'proposal-closed';
  return [
    ...(row.noticed === null && row.number !== null ? [occurrence('proposal-opened', now, row.reason)] : []),
    ...(ended === undefined ? [] : [occurrence(ended, settledAt ?? now, row.note ?? '')]),
  ];
}
