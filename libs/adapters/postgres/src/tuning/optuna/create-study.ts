import type { NewOptunaStudy } from '@slipway/ports';
import type { Kysely } from 'kysely';
import { lockAll } from '../../scheduler/advisory-lock.ts';
import type { Schema } from '../../schema.ts';

export function createStudy(
  db: Kysely<Schema>,
  study: NewOptunaStudy,
  most: number,
): Promise<number | 'exists' | 'full'> {
  return db.transaction().execute(async (trx) => {
    // As every study is made: of two that want the last room or the same name, one gets it.
    await lockAll(trx, [`studies ${study.team}`]);
    const { count } = await trx
      .selectFrom('tuning.study')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('team', '=', study.team)
      .executeTakeFirstOrThrow();
    const taken = await trx
      .selectFrom('tuning.study')
      .select(['name', 'optuna_name'])
      .where('team', '=', study.team)
      .where((eb) => eb.or([eb('optuna_name', '=', study.optunaName), eb('name', 'in', study.names)]))
      .execute();
    const name = study.names.find((candidate) => taken.every((other) => other.name !== candidate));
    if (name === undefined || taken.some(({ optuna_name }) => optuna_name === study.optunaName))
      return 'exists';
    if (count >= most) return 'full';
    const { ref } = await trx
      .insertInto('tuning.study')
      .values({
        team: study.team,
        name,
        optuna_name: study.optunaName,
        spec: JSON.stringify(study.spec),
        seed: 0,
        created_by: study.createdBy,
        created_at: study.createdAt,
        state: 'running',
        reason: null,
        stop: JSON.stringify({}),
      })
      .returning('ref')
      .executeTakeFirstOrThrow();
    return ref;
  });
}
