import type { OptunaStore } from '@slipway/ports';
import type { Kysely } from 'kysely';
import type { Schema } from '../../schema.ts';
import { changeTrial } from './change-trial.ts';
import { createStudy } from './create-study.ts';
import { createTrial } from './create-trial.ts';
import { parameterOf, rememberDistribution } from './distributions.ts';
import { readStudies } from './read-studies.ts';
import { readTrials } from './read-trials.ts';
import { setIntermediateValue, setParameter, setTrialAttribute } from './write-trial.ts';

export function optunaStore(db: Kysely<Schema>): OptunaStore {
  return {
    create: (study, most) => createStudy(db, study, most),

    find: async (team, optunaName) => {
      const row = await db
        .selectFrom('tuning.study')
        .select('ref')
        .where('team', '=', team)
        .where('optuna_name', '=', optunaName)
        .executeTakeFirst();
      return row?.ref;
    },

    study: async (team, ref) => (await readStudies(db, team, ref))[0],

    studies: (team) => readStudies(db, team, undefined),

    remove: async (team, ref) => {
      const row = await db
        .deleteFrom('tuning.study')
        .where('team', '=', team)
        .where('ref', '=', ref)
        .where('optuna_name', 'is not', null)
        .returning('ref')
        .executeTakeFirst();
      return row !== undefined;
    },

    setStudyAttribute: async (team, ref, { scope, key, value }) => {
      const row = await db
        .insertInto('tuning.optuna_study_attribute')
        .columns(['study', 'scope', 'key', 'value'])
        .expression((eb) =>
          eb
            .selectFrom('tuning.study')
            .select([
              'ref',
              eb.cast<typeof scope>(eb.val(scope), 'text').as('scope'),
              eb.cast<string>(eb.val(key), 'text').as('key'),
              eb.cast<string>(eb.val(value), 'text').as('value'),
            ])
            .where('team', '=', team)
            .where('ref', '=', ref)
            .where('optuna_name', 'is not', null),
        )
        .onConflict((conflict) =>
          conflict
            .columns(['study', 'scope', 'key'])
            .doUpdateSet({ value: (eb) => eb.ref('excluded.value') }),
        )
        .returning('study')
        .executeTakeFirst();
      return row !== undefined;
    },

    createTrial: (team, ref, most, make) => createTrial(db, team, ref, most, make),
    trials: (team, ref, query) => readTrials(db, team, ref, query),
    changeTrial: (team, place, decide) => changeTrial(db, team, place, decide),
    setParameter: (team, place, parameter, configuration) =>
      setParameter(db, team, place, parameter, configuration),
    setTrialAttribute: (team, place, attribute) => setTrialAttribute(db, team, place, attribute),
    setIntermediateValue: (team, place, step, value) => setIntermediateValue(db, team, place, step, value),
    parameterOf: (team, place, name) => parameterOf(db, team, place, name),
    rememberDistribution: (team, ref, parameter) => rememberDistribution(db, team, ref, parameter),
  };
}
