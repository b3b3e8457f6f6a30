import type { OptunaAttribute, OptunaParameter, OptunaTrialPlace, OptunaTrialWrite } from '@slipway/ports';
import { isFinal } from '@slipway/studies';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../../schema.ts';
import { mostReports } from './report-places.ts';

/** The trial when it is not final yet; it stays so until the statement is over. */
const openTrial = (team: string, { ref, number }: OptunaTrialPlace): RawBuilder<unknown> => sql`
  select trial.study, trial.number from tuning.trial as trial join tuning.study as study on study.ref = trial.study
  where study.team = ${team} and study.optuna_name is not null
    and trial.study = ${ref} and trial.number = ${number} and trial.state in ('waiting', 'running')
  for no key update of trial`;

export function setParameter(
  db: Kysely<Schema>,
  team: string,
  place: OptunaTrialPlace,
  { name, internal, distribution }: OptunaParameter,
  configuration: unknown,
): Promise<OptunaTrialWrite> {
  return written(
    db,
    team,
    place,
    sql`
      with open as (${openTrial(team, place)}), trial as (
        update tuning.trial as trial
        set parameters = (trial.parameters::jsonb || ${JSON.stringify(configuration)}::jsonb)::json
        from open where trial.study = open.study and trial.number = open.number
      )
      insert into tuning.optuna_parameter (study, trial, place, parameter, internal, distribution)
      select study, number, (
        select count(*) from tuning.optuna_parameter as kept where kept.study = open.study and kept.trial = open.number
      ), ${name}, ${internal}, ${distribution}
      from open
      on conflict (study, trial, parameter) do update
      set internal = excluded.internal, distribution = excluded.distribution
      returning 1`,
  );
}

export function setTrialAttribute(
  db: Kysely<Schema>,
  team: string,
  place: OptunaTrialPlace,
  { scope, key, value }: OptunaAttribute,
): Promise<OptunaTrialWrite> {
  return written(
    db,
    team,
    place,
    sql`
      with open as (${openTrial(team, place)})
      insert into tuning.optuna_trial_attribute (study, trial, scope, key, value)
      select study, number, ${scope}, ${key}, ${value} from open
      on conflict (study, trial, scope, key) do update set value = excluded.value
      returning 1`,
  );
}

export function setIntermediateValue(
  db: Kysely<Schema>,
  team: string,
  place: OptunaTrialPlace,
  step: number,
  value: number,
): Promise<OptunaTrialWrite> {
  return written(
    db,
    team,
    place,
    sql`
      with open as (${openTrial(team, place)}), reported as (
        update tuning.trial as trial set
          reports = trial.reports + 1,
          last_values = case when ${step} >= coalesce(trial.last_step, ${step}) then array[${value}::float8]
            else trial.last_values end,
          last_step = greatest(trial.last_step, ${step})
        from open
        where trial.study = open.study and trial.number = open.number and trial.reports < ${mostReports - 1}
        returning trial.study, trial.number, trial.reports
      )
      insert into tuning.report (study, place, trial, step, "values")
      select study, number::bigint * ${mostReports} + reports, number, ${step}, array[${value}::float8] from reported
      on conflict (study, trial, step) do update set "values" = excluded."values"
      returning 1`,
  );
}

/** Runs a statement that gives a row when it has written; if it has not, the trial says why. */
async function written(
  db: Kysely<Schema>,
  team: string,
  { ref, number }: OptunaTrialPlace,
  statement: RawBuilder<unknown>,
): Promise<OptunaTrialWrite> {
  const { rows } = await statement.execute(db);
  if (rows.length > 0) return 'done';
  const trial = await db
    .selectFrom('tuning.trial as trial')
    .innerJoin('tuning.study as study', 'study.ref', 'trial.study')
    .select('trial.state')
    .where('study.team', '=', team)
    .where('study.optuna_name', 'is not', null)
    .where('trial.study', '=', ref)
    .where('trial.number', '=', number)
    .executeTakeFirst();
  if (!trial) return 'missing';
  return isFinal(trial.state) ? 'finished' : 'full';
}
