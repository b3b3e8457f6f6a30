import type { Occurrence } from '@slipway/notifications';
import type { OccurrenceScope } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** What a source has given, and moved its mark behind. */
export interface Taken {
  readonly occurrences: readonly Occurrence[];
  readonly more: boolean;
}

/** Of one pass. Those that are left come first in the next one. */
const mostTeams = 100;

interface EndedRun {
  readonly id: number;
  readonly run: string;
  readonly at: Date;
  readonly state: string;
  readonly reason: string;
}

/** Runs that have come to their end, by their events: each team has its own place among its own. */
export async function takeEndedRuns(db: Kysely<Schema>, { limit }: OccurrenceScope): Promise<Taken> {
  const teams = await db
    .selectFrom('scheduler.event_clock as clock')
    .leftJoin('notifications.position as position', 'position.team', 'clock.team')
    .where((eb) => eb('clock.last', '>', eb.fn.coalesce('position.event', sql.lit(0))))
    .select((eb) => ['clock.team', 'clock.last', eb.fn.coalesce('position.event', sql.lit(0)).as('from')])
    .orderBy('clock.team')
    .limit(mostTeams)
    .execute();
  const occurrences: Occurrence[] = [];
  let more = teams.length === mostTeams;
  for (const { team, last, from } of teams) {
    const left = limit - occurrences.length;
    if (left <= 0) return { occurrences, more: true };
    const { rows } = await sql<EndedRun>`
      select id, run, at, data ->> 'state' as state, left(message, 1000) as reason
      from scheduler.event
      where team = ${team} and id > ${from} and id <= ${last} and type = 'finished'
      order by id limit ${left}`.execute(db);
    occurrences.push(...rows.flatMap((row) => occurrenceOf(team, row)));
    const full = rows.length === left;
    more ||= full;
    const event = full ? (rows.at(-1)?.id ?? last) : last;
    await db
      .insertInto('notifications.position')
      .values({ team, event })
      .onConflict((on) => on.column('team').doUpdateSet({ event }))
      .execute();
  }
  return { occurrences, more };
}

const events: Readonly<Record<string, Occurrence['event']>> = {
  succeeded: 'run-succeeded',
  failed: 'run-failed',
  cancelled: 'run-cancelled',
};

function occurrenceOf(team: string, { run, at, state, reason }: EndedRun): readonly Occurrence[] {
  const event = events[state];
  if (!event) return [];
  return [
    {
      ...{ key: `${event}/${team}/${run}`, event, at: at.toISOString(), teams: [team], name: run, reason },
      link: `/v1/teams/${team}/runs/${run}/logs`,
    },
  ];
}
