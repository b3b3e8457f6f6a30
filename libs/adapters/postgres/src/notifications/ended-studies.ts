import type { OccurrenceScope } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import type { Taken } from './ended-runs.ts';

interface TurnedStudy {
  readonly ref: number;
  readonly version: number;
  readonly team: string;
  readonly name: string;
  readonly reason: string | null;
  readonly ended: boolean;
}

/** Studies that have ended. One that goes on again is told of when it ends again. */
export async function takeEndedStudies(db: Kysely<Schema>, { now, limit }: OccurrenceScope): Promise<Taken> {
  const { rows } = await sql<TurnedStudy>`
    with turned as (
      select ref from tuning.study where (state = 'ended') <> end_noticed order by ref limit ${limit} for update
    )
    update tuning.study as study set end_noticed = study.state = 'ended' from turned where study.ref = turned.ref
    returning study.ref, study.version, study.team, study.name, left(study.reason, 1000) as reason,
      study.state = 'ended' as ended`.execute(db);
  const occurrences = rows
    .filter(({ ended }) => ended)
    .map(({ ref, version, team, name, reason }) => ({
      ...{ key: `study-ended/${String(ref)}/${String(version)}`, event: 'study-ended' as const },
      ...{ at: now.toISOString(), teams: [team], name, reason: reason ?? '' },
    }));
  return { occurrences, more: rows.length === limit };
}
