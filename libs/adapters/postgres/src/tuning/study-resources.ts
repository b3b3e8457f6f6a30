import type { StudyResources } from '@slipway/ports';
import { jobsWorker } from '@slipway/studies';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

export function studyResources(db: Kysely<Schema>): StudyResources {
  return {
    pending: async (limit, only) => {
      let query = db
        .selectFrom('scheduler.resource as resource')
        .innerJoin('scheduler.revision as revision', 'revision.change', 'resource.change')
        .leftJoin('changes.change as change', 'change.id', 'resource.change')
        .leftJoin('tuning.followed_resource as followed', (join) =>
          join.onRef('followed.team', '=', 'resource.team').onRef('followed.name', '=', 'resource.name'),
        )
        .select([
          'resource.team',
          'resource.name',
          'resource.change',
          'revision.document',
          'change.requested_by as requestedBy',
        ])
        .where('resource.kind', '=', 'Study')
        .where('resource.rejection', 'is', null)
        .where((eb) =>
          eb.or([eb('followed.change', 'is', null), eb('followed.change', '!=', eb.ref('resource.change'))]),
        );
      if (only) query = query.where('resource.team', '=', only.team).where('resource.name', '=', only.name);
      const rows = await query.orderBy('resource.updated_at').limit(limit).execute();
      return rows.map(({ requestedBy, ...row }) => ({ ...row, requestedBy: requestedBy ?? 'git' }));
    },

    followed: async ({ team, name, change }, problem) => {
      const row = { change, problem: problem ?? null };
      await db
        .insertInto('tuning.followed_resource')
        .values({ team, name, ...row })
        .onConflict((conflict) => conflict.columns(['team', 'name']).doUpdateSet(row))
        .execute();
    },

    ofJobs: () =>
      db
        .selectFrom('scheduler.resource as resource')
        .innerJoin('scheduler.revision as revision', 'revision.change', 'resource.change')
        .innerJoin('tuning.study as study', (join) =>
          join.onRef('study.team', '=', 'resource.team').onRef('study.name', '=', 'resource.name'),
        )
        .select(['study.ref', 'study.team', 'study.name', 'revision.document'])
        .where('resource.kind', '=', 'Study')
        .where('resource.starts_trials', '=', true)
        .where((eb) => eb.or([eb('study.state', '=', 'running'), eb('study.running', '>', 0)]))
        .orderBy('study.ref')
        .execute(),

    trialRuns: async (study) => {
      const rows = await db
        .selectFrom('tuning.trial as trial')
        .leftJoin('scheduler.run as run', (join) =>
          join.onRef('run.study', '=', 'trial.study').onRef('run.trial', '=', 'trial.number'),
        )
        .select(['trial.number', 'run.id', 'run.state'])
        .where('trial.study', '=', study)
        .where('trial.state', '=', 'running')
        .where('trial.worker', '=', jobsWorker)
        .orderBy('trial.number')
        .execute();
      return rows.map(({ number, id, state }) => ({
        trial: number,
        run: id === null || state === null ? undefined : { id, state },
      }));
    },

    metricsOf: async (run, after, limit) => {
      const rows = await db
        .selectFrom('scheduler.metric as metric')
        .innerJoin('scheduler.run as run', 'run.id', 'metric.run')
        .leftJoin('scheduler.attempt as attempt', (join) =>
          join.onRef('attempt.run', '=', 'run.id').onRef('attempt.epoch', '=', 'run.epoch'),
        )
        .select(['metric.id', 'metric.name', 'metric.value', 'metric.step'])
        .where('metric.run', '=', run)
        .where('metric.id', '>', after)
        // What an attempt before it has said is not its result.
        .where((eb) =>
          eb.or([eb('attempt.started_at', 'is', null), eb('metric.at', '>=', eb.ref('attempt.started_at'))]),
        )
        .orderBy('metric.id')
        .limit(limit)
        .execute();
      return rows.map(({ step, ...row }) => ({ ...row, step: step ?? undefined }));
    },

    problemOf: async (team, name) => {
      const row = await db
        .selectFrom('tuning.followed_resource')
        .select('problem')
        .where('team', '=', team)
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.problem ?? undefined;
    },
  };
}
