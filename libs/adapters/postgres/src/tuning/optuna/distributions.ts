import type { NewOptunaParameter, OptunaTrialPlace } from '@slipway/ports';
import type { TrialState } from '@slipway/studies';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Schema } from '../../schema.ts';
import { lockStudy } from './study-turn.ts';

export async function parameterOf(
  db: Kysely<Schema>,
  team: string,
  { ref, number }: OptunaTrialPlace,
  name: string,
): Promise<{ readonly state: TrialState; readonly distribution: string | undefined } | undefined> {
  const row = await db
    .selectFrom('tuning.trial as trial')
    .innerJoin('tuning.study as study', 'study.ref', 'trial.study')
    .leftJoin('tuning.optuna_distribution as known', (join) =>
      join.onRef('known.study', '=', 'trial.study').on('known.parameter', '=', name),
    )
    .select(['trial.state', 'known.distribution'])
    .where('study.team', '=', team)
    .where('study.optuna_name', 'is not', null)
    .where('trial.study', '=', ref)
    .where('trial.number', '=', number)
    .executeTakeFirst();
  return row && { state: row.state, distribution: row.distribution ?? undefined };
}

/** Parameters that a specification has, at the most. */
const mostParameters = 200;

/**
 * Keeps the distributions of parameters that the study did not have, and adds these to its specification as far as they
 * have an equivalent there. The study is locked.
 */
export async function addDistributions(
  trx: Transaction<Schema>,
  ref: number,
  parameters: readonly NewOptunaParameter[],
): Promise<void> {
  if (parameters.length === 0) return;
  const added = await trx
    .insertInto('tuning.optuna_distribution')
    .values(parameters.map(({ name, distribution }) => ({ study: ref, parameter: name, distribution })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('parameter')
    .execute();
  const names = new Set(added.map(({ parameter }) => parameter));
  const equivalents = parameters.flatMap(({ name, equivalent }) =>
    names.has(name) && equivalent !== undefined ? [equivalent] : [],
  );
  if (equivalents.length === 0) return;
  await sql`
    update tuning.study set version = version + 1,
      spec = jsonb_set(spec::jsonb, '{parameters}',
        (spec::jsonb -> 'parameters') || ${JSON.stringify(equivalents)}::jsonb)::json
    where ref = ${ref}
      and jsonb_array_length(spec::jsonb -> 'parameters') + ${equivalents.length} <= ${mostParameters}`.execute(
    trx,
  );
}

/** The first distribution of a parameter stays, whoever of several comes first. */
export function rememberDistribution(
  db: Kysely<Schema>,
  team: string,
  ref: number,
  parameter: NewOptunaParameter,
): Promise<string | undefined> {
  return db.transaction().execute(async (trx) => {
    if (!(await lockStudy(trx, team, ref))) return undefined;
    await addDistributions(trx, ref, [parameter]);
    const known = await trx
      .selectFrom('tuning.optuna_distribution')
      .select('distribution')
      .where('study', '=', ref)
      .where('parameter', '=', parameter.name)
      .executeTakeFirstOrThrow();
    return known.distribution;
  });
}
