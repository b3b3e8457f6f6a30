import type { OptunaStudyTurn } from '@slipway/ports';
import type { StudyResults } from '@slipway/studies';
import { sql, type Transaction } from 'kysely';
import type { Schema } from '../../schema.ts';
import { toSummary } from '../tuning-rows.ts';

interface LockedStudy extends OptunaStudyTurn {
  readonly nextTrial: number;
  readonly sequence: number;
}

/** The study, in which nobody else begins or ends trials until the transaction is over. */
export async function lockStudy(
  trx: Transaction<Schema>,
  team: string,
  ref: number,
): Promise<LockedStudy | undefined> {
  const row = await trx
    .selectFrom('tuning.study')
    .selectAll()
    .where('team', '=', team)
    .where('ref', '=', ref)
    .where('optuna_name', 'is not', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) return undefined;
  const { results, nextTrial, sequence } = toSummary(row);
  return { spec: row.spec, results, nextTrial, sequence };
}

/** What a change of one trial makes of its study. Counts are changes. */
export async function saveStudy(
  trx: Transaction<Schema>,
  ref: number,
  changes: {
    readonly trials: number;
    readonly waiting: number;
    readonly running: number;
    readonly calls: number;
    readonly results: StudyResults;
  },
): Promise<void> {
  const { trials, waiting, running, calls, results } = changes;
  await sql`
    update tuning.study set
      version = version + 1, sequence = sequence + ${calls}, next_trial = next_trial + ${trials},
      waiting = waiting + ${waiting}, running = running + ${running},
      complete = ${results.complete}, pruned = ${results.pruned}, failed = ${results.failed},
      since_best = ${results.sinceBest}, front = ${JSON.stringify(results.front)}::json
    where ref = ${ref}`.execute(trx);
}
