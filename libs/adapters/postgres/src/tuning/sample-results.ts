import type { TrialResult } from '@slipway/ports';
import { TrialState } from '@slipway/studies';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** Multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4): consecutive numbers are spread evenly. */
const hash = sql<number>`number::bigint * 2654435761 % 4294967296`;

export async function sampleResults(
  db: Kysely<Schema>,
  ref: number,
  share: number,
  { after = -1, limit }: { readonly after: number | undefined; readonly limit: number },
): Promise<readonly TrialResult[]> {
  let query = db
    .selectFrom('tuning.trial')
    .select(['number', 'point', 'values', 'violation'])
    .where('study', '=', ref)
    .where('state', '=', TrialState.Complete)
    .where('number', '>', after);
  if (share < 1) query = query.where(hash, '<', Math.round(share * 2 ** 32));
  return query.orderBy('number').limit(limit).execute();
}
