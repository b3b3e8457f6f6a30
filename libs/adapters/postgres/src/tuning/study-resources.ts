import type { StudyResources } from '@slipway/ports';
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
