import type { OptunaStudyTurn, OptunaTrial, OptunaTrialChange, OptunaTrialPlace } from '@slipway/ports';
import { isFinal, TrialState } from '@slipway/studies';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../schema.ts';
import { arrayText } from '../tuning-rows.ts';
import { lockStudy, saveStudy } from './study-turn.ts';

export function changeTrial<Answer extends { readonly change?: OptunaTrialChange }>(
  db: Kysely<Schema>,
  team: string,
  { ref, number }: OptunaTrialPlace,
  decide: (trial: Pick<OptunaTrial, 'state' | 'values'>, study: OptunaStudyTurn) => Answer,
): Promise<Answer | undefined> {
  return db.transaction().execute(async (trx) => {
    // First the study, then its trial, as everybody does: so nobody waits for each other.
    const study = await lockStudy(trx, team, ref);
    const trial =
      study &&
      (await trx
        .selectFrom('tuning.trial')
        .select(['state', 'values', 'begun'])
        .where('study', '=', ref)
        .where('number', '=', number)
        .forNoKeyUpdate()
        .executeTakeFirst());
    if (!trial) return undefined;
    const answer = decide(trial, study);
    const { change } = answer;
    if (!change) return answer;
    const isWaiting = change.state === TrialState.Waiting;
    const isEnded = isFinal(change.state);
    const begins = !isWaiting && trial.begun === null;
    const begun = isWaiting ? null : begins ? study.sequence + 1 : trial.begun;
    const told = isEnded ? study.sequence + (begins ? 2 : 1) : null;
    await sql`
      update tuning.trial set
        state = ${change.state}, "values" = ${arrayText(change.values)},
        worker = ${isWaiting ? null : change.worker},
        handed_out = handed_out + ${begins ? 1 : 0}, begun = ${begun}, told = ${told},
        begun_at = coalesce(${change.begunAt ?? null}::timestamp at time zone 'UTC', begun_at),
        ended_at = coalesce(${change.endedAt ?? null}::timestamp at time zone 'UTC', ended_at)
      where study = ${ref} and number = ${number}`.execute(trx);
    await saveStudy(trx, ref, {
      trials: 0,
      waiting: Number(isWaiting) - Number(trial.state === TrialState.Waiting),
      running: Number(change.state === TrialState.Running) - Number(trial.state === TrialState.Running),
      calls: (begins ? 1 : 0) + (isEnded ? 1 : 0),
      results: change.results,
    });
    return answer;
  });
}
