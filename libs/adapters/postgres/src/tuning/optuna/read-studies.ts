import type { AttributeScope, OptunaStudy } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../../schema.ts';

interface Row {
  readonly ref: number;
  readonly optuna_name: string;
  readonly spec: unknown;
  readonly attributes: readonly (readonly [AttributeScope, string, string])[] | null;
}

/** One study of a team, or all. */
export async function readStudies(
  db: Kysely<Schema>,
  team: string,
  ref: number | undefined,
): Promise<readonly OptunaStudy[]> {
  const { rows } = await sql<Row>`
    select study.ref, study.optuna_name, study.spec, (
      select json_agg(json_build_array(scope, key, value) order by key)
      from tuning.optuna_study_attribute as kept where kept.study = study.ref
    ) as attributes
    from tuning.study as study
    where study.team = ${team} and study.optuna_name is not null
      ${ref === undefined ? sql`` : sql`and study.ref = ${ref}`}
    order by study.ref`.execute(db);
  return rows.map(({ optuna_name, attributes, ...study }) => ({
    ref: study.ref,
    optunaName: optuna_name,
    spec: study.spec,
    attributes: (attributes ?? []).map(([scope, key, value]) => ({ scope, key, value })),
  }));
}
