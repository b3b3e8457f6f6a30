import type { AttributeScope, OptunaStore, OptunaTrial } from '@slipway/ports';
import type { TrialState } from '@slipway/studies';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../schema.ts';

/** JSON has no NaN: there such numbers are texts. */
type JsonNumber = number | string;

interface Row {
  readonly number: number | null;
  readonly state: TrialState;
  readonly values: readonly number[];
  readonly begun_at: string | null;
  readonly ended_at: string | null;
  readonly parameters: readonly (readonly [string, JsonNumber, string])[] | null;
  readonly attributes: readonly (readonly [AttributeScope, string, string])[] | null;
  readonly intermediate: readonly (readonly [number, JsonNumber])[] | null;
}

export async function readTrials(
  db: Kysely<Schema>,
  team: string,
  ref: number,
  { after, numbers, limit }: Parameters<OptunaStore['trials']>[2],
): Promise<readonly OptunaTrial[] | undefined> {
  const format = 'YYYY-MM-DD HH24:MI:SS.US';
  const { rows } = await sql<Row>`
    select trial.number, trial.state, trial."values",
      to_char(trial.begun_at at time zone 'UTC', ${format}) as begun_at,
      to_char(trial.ended_at at time zone 'UTC', ${format}) as ended_at,
      (
        select json_agg(json_build_array(parameter, internal, distribution) order by place)
        from tuning.optuna_parameter as kept where kept.study = trial.study and kept.trial = trial.number
      ) as parameters,
      (
        select json_agg(json_build_array(scope, key, value) order by key)
        from tuning.optuna_trial_attribute as kept where kept.study = trial.study and kept.trial = trial.number
      ) as attributes,
      (
        select json_agg(json_build_array(step, kept."values"[1]) order by step)
        from tuning.report as kept where kept.study = trial.study and kept.trial = trial.number
      ) as intermediate
    from tuning.study as study
    left join lateral (
      select * from tuning.trial as found
      where found.study = study.ref and (found.number > ${after} or found.number = any(${numbers}::integer[]))
      order by found.number limit ${limit}
    ) as trial on true
    where study.team = ${team} and study.ref = ${ref} and study.optuna_name is not null
    order by trial.number`.execute(db);
  if (rows.length === 0) return undefined;
  return rows.flatMap(({ number, ...row }) => (number === null ? [] : [toTrial(number, row)]));
}

const toTrial = (number: number, row: Omit<Row, 'number'>): OptunaTrial => ({
  number,
  state: row.state,
  values: row.values,
  begunAt: row.begun_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
  parameters: (row.parameters ?? []).map(([name, internal, distribution]) => ({
    name,
    internal: Number(internal),
    distribution,
  })),
  attributes: (row.attributes ?? []).map(([scope, key, value]) => ({ scope, key, value })),
  intermediate: (row.intermediate ?? []).map(([step, value]) => ({ step, value: Number(value) })),
});
