import type { PriorRecord, SamplerCalls, StudyDelta, StudyPosition, TrialRecord } from '@slipway/ports';
import { TrialState } from '@slipway/studies';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { toStudy, toTrial } from './tuning-rows.ts';

/** Within a transaction that sees one moment of the study. */
export async function readDelta(
  db: Kysely<Schema>,
  ref: number,
  since: StudyPosition | undefined,
  withReports: boolean,
): Promise<StudyDelta> {
  const study = await db
    .selectFrom('tuning.study')
    .selectAll()
    .where('ref', '=', ref)
    .executeTakeFirstOrThrow();
  const trials = db.selectFrom('tuning.trial').selectAll().where('study', '=', ref);
  const open = await trials
    .where('state', 'in', [TrialState.Waiting, TrialState.Running])
    .orderBy('number')
    .execute();
  const ended = await trials
    .where('told', '>', since?.sequence ?? 0)
    .orderBy('told')
    .execute();
  const reports = withReports
    ? await db
        .selectFrom('tuning.report')
        .select(['place', 'trial', 'step', 'sequence', 'values'])
        .where('study', '=', ref)
        .where('place', '>', since?.reports ?? 0)
        .orderBy('place')
        .execute()
    : [];
  const priors = since ? [] : await readPriors(db, ref);
  return { study: toStudy(study), open: open.map(toTrial), ended: ended.map(toTrial), reports, priors };
}

export async function readCalls(
  db: Kysely<Schema>,
  ref: number,
  after: number,
  most: number,
): Promise<SamplerCalls> {
  const trials = db.selectFrom('tuning.trial').selectAll().where('study', '=', ref);
  const told = (await trials.where('told', '>', after).orderBy('told').limit(most).execute()).map(toTrial);
  const upTo = told.at(-1)?.told ?? after;
  const begun = await trials
    .where('begun', '>', after)
    .where('begun', '<=', upTo)
    .where((eb) => eb.or([eb('told', 'is', null), eb('told', '>', upTo)]))
    .execute();
  const priors = after === 0 ? await readPriors(db, ref) : [];
  return { trials: [...told, ...begun.map(toTrial)], upTo, priors };
}

function readPriors(db: Kysely<Schema>, ref: number): Promise<PriorRecord[]> {
  return db
    .selectFrom('tuning.prior')
    .select(['point', 'values'])
    .where('study', '=', ref)
    .orderBy('place')
    .execute();
}

export async function readTrials(
  db: Kysely<Schema>,
  ref: number,
  numbers: readonly number[],
): Promise<readonly TrialRecord[]> {
  if (numbers.length === 0) return [];
  const rows = await db
    .selectFrom('tuning.trial')
    .selectAll()
    .where('study', '=', ref)
    .where('number', '=', (eb) => eb.fn.any(eb.val(numbers)))
    .orderBy('number')
    .execute();
  return rows.map(toTrial);
}
