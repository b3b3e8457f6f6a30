import type { SchedulerTransaction } from '@slipway/ports';
import { isFinalRun, RunState } from '@slipway/runs';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

type StudyStatements = Pick<SchedulerTransaction, 'endedStudies' | 'saveStudyResult'>;

const unended = Object.values(RunState).filter((state) => !isFinalRun(state));

export function studyStatements(db: Kysely<Schema>): StudyStatements {
  return {
    endedStudies: (limit, only) => {
      let query = db
        .selectFrom('tuning.study as study')
        .innerJoin('scheduler.resource as resource', (join) =>
          join
            .on('resource.kind', '=', 'Study')
            .onRef('resource.team', '=', 'study.team')
            .onRef('resource.name', '=', 'study.name'),
        )
        .leftJoin('scheduler.study_result as result', (join) =>
          join.onRef('result.team', '=', 'study.team').onRef('result.name', '=', 'study.name'),
        )
        .select(['study.team', 'study.name'])
        .where('study.state', '=', 'ended')
        .where('resource.rejection', 'is', null)
        .where((eb) =>
          eb.or([eb('result.sequence', 'is', null), eb('result.sequence', '<', eb.ref('study.sequence'))]),
        )
        // Trials that still run may be better, as long as there is somebody to run them.
        .where((eb) =>
          eb.or([
            eb('study.running', '=', 0),
            eb.not(
              eb.exists(
                eb
                  .selectFrom('scheduler.run as run')
                  .select('run.id')
                  .whereRef('run.team', '=', 'study.team')
                  .whereRef('run.job', '=', 'study.name')
                  .where('run.state', 'in', unended),
              ),
            ),
          ]),
        )
        .limit(limit);
      if (only) query = query.where('study.team', '=', only.team).where('study.name', '=', only.name);
      return query.execute();
    },

    saveStudyResult: async ({ team, name, sequence, change }) => {
      await db
        .insertInto('scheduler.study_result')
        .values({ team, name, sequence, change })
        .onConflict((conflict) => conflict.columns(['team', 'name']).doUpdateSet({ sequence, change }))
        .execute();
    },
  };
}
