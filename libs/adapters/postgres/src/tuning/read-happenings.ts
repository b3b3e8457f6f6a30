import type { Happenings, HappeningsRange } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { toTrial } from './tuning-rows.ts';

export async function readHappenings(
  db: Kysely<Schema>,
  ref: number,
  { calls, reports: wanted }: HappeningsRange,
): Promise<Happenings> {
  const within = (place: 'begun' | 'told') =>
    db
      .selectFrom('tuning.trial')
      .selectAll()
      .where('study', '=', ref)
      .where(place, '>', calls[0])
      .where(place, '<=', calls[1]);
  const trials = await within('begun')
    .unionAll(within('told').where(sql<boolean>`begun <= ${calls[0]}`))
    .execute();
  const reports = await db
    .selectFrom('tuning.report')
    .select(['place', 'trial', 'step', 'sequence', 'values'])
    .where('study', '=', ref)
    .where('place', '>', wanted[0])
    .where('place', '<=', wanted[1])
    .orderBy('place')
    .execute();
  return { trials: trials.map(toTrial), reports };
}
