import type { NewOptunaTrial, OptunaStore } from '@slipway/ports';
import { isFinal, TrialState } from '@slipway/studies';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../schema.ts';
import { arrayText } from '../tuning-rows.ts';
import { addDistributions } from './distributions.ts';
import { firstPlaces } from './report-places.ts';
import { lockStudy, saveStudy } from './study-turn.ts';

export function createTrial(
  db: Kysely<Schema>,
  team: string,
  ref: number,
  most: number,
  make: Parameters<OptunaStore['createTrial']>[3],
): Promise<number | 'missing' | 'full'> {
  return db.transaction().execute(async (trx) => {
    const study = await lockStudy(trx, team, ref);
    if (!study) return 'missing';
    const number = study.nextTrial;
    if (number >= most) return 'full';
    const { trial, results } = make(number, study);
    const isWaiting = trial.state === TrialState.Waiting;
    const isEnded = isFinal(trial.state);
    await insertTrial(trx, ref, number, trial, {
      begun: isWaiting ? null : study.sequence + 1,
      told: isEnded ? study.sequence + 2 : null,
    });
    await addDistributions(trx, ref, trial.parameters);
    await saveStudy(trx, ref, {
      trials: 1,
      waiting: isWaiting ? 1 : 0,
      running: isWaiting || isEnded ? 0 : 1,
      calls: isWaiting ? 0 : isEnded ? 2 : 1,
      results,
    });
    return number;
  });
}

/** With all that it brings along, by one statement. */
async function insertTrial(
  db: Kysely<Schema>,
  ref: number,
  number: number,
  trial: NewOptunaTrial,
  { begun, told }: { readonly begun: number | null; readonly told: number | null },
): Promise<void> {
  const { parameters, attributes, intermediate } = trial;
  const last = intermediate.toSorted((one, other) => one.step - other.step).at(-1);
  await sql`
    with trial as (
      insert into tuning.trial (
        study, number, state, worker, handed_out, parameters, point, is_suggested, "values", last_step, last_values,
        is_stopped, reports, begun, told, created_at, begun_at, ended_at
      ) values (
        ${ref}, ${number}, ${trial.state}, ${begun === null ? null : trial.createdBy}, ${begun === null ? 0 : 1},
        ${JSON.stringify(trial.configuration)}::json, '{}', ${trial.isSuggested}, ${arrayText(trial.values)},
        ${last?.step ?? null}, ${arrayText(last ? [last.value] : [])}, false, ${intermediate.length},
        ${begun}, ${told}, ${trial.createdAt},
        ${trial.begunAt ?? null}::timestamp at time zone 'UTC', ${trial.endedAt ?? null}::timestamp at time zone 'UTC'
      )
    ), parameter as (
      insert into tuning.optuna_parameter (study, trial, place, parameter, internal, distribution)
      select ${ref}, ${number}, place, parameter, internal, distribution
      from unnest(
        ${parameters.map(({ name }) => name)}::text[], ${parameters.map(({ internal }) => internal)}::float8[],
        ${parameters.map(({ distribution }) => distribution)}::text[]
      ) with ordinality as sent (parameter, internal, distribution, place)
    ), attribute as (
      insert into tuning.optuna_trial_attribute (study, trial, scope, key, value)
      select ${ref}, ${number}, scope, key, value
      from unnest(
        ${attributes.map(({ scope }) => scope)}::text[], ${attributes.map(({ key }) => key)}::text[],
        ${attributes.map(({ value }) => value)}::text[]
      ) as sent (scope, key, value)
    )
    insert into tuning.report (study, place, trial, step, "values")
    select ${ref}, ${firstPlaces(number)} + place, ${number}, step, array[value]
    from unnest(
      ${intermediate.map(({ step }) => step)}::bigint[], ${intermediate.map(({ value }) => value)}::float8[]
    ) with ordinality as sent (step, value, place)`.execute(db);
}
