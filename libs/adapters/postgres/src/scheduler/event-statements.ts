import type { NewRunEvent, SchedulerReader } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

export function eventReader(db: Kysely<Schema>): Pick<SchedulerReader, 'listEvents'> {
  return {
    listEvents: async (team, run, { after = 0, limit }) => {
      let query = db
        .selectFrom('scheduler.event')
        .selectAll()
        .where('team', '=', team)
        .where('id', '>', after);
      if (run !== undefined) query = query.where('run', '=', run);
      const rows = await query.orderBy('id').limit(limit).execute();
      return rows.map((row) => ({ ...row, attempt: row.attempt ?? undefined }));
    },
  };
}

/**
 * Gives the events their ids and stores them. The clocks of their teams stay locked until the commit, so this comes last
 * in a transaction, and teams are taken in one order.
 */
export async function storeEvents(db: Kysely<Schema>, events: readonly NewRunEvent[]): Promise<void> {
  if (events.length === 0) return;
  await sql`
    with event as (
      select *, row_number() over (partition by team order by ordinal) as place
      from rows from (json_to_recordset(${JSON.stringify(events)}::json) as (
        team text, run text, attempt text, at timestamptz, type text, message text, data json
      )) with ordinality as e (team, run, attempt, at, type, message, data, ordinal)
    ), clock as (
      insert into scheduler.event_clock as c (team, last)
      select team, count(*) from event group by team order by team
      on conflict (team) do update set last = c.last + excluded.last
      returning team, last
    )
    insert into scheduler.event (team, id, run, attempt, at, type, message, data)
    select team, clock.last - (max(place) over (partition by team)) + place, run, attempt, at, type, message, data
    from event join clock using (team)`.execute(db);
}
