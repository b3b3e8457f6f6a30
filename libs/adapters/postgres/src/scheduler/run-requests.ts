import type { RunRequest, RunRequests, SchedulerTransaction } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

export const runRequests = (db: Kysely<Schema>, onAsked: () => void): RunRequests => ({
  ask: async ({ id, repository, commit, verb, requestedBy, reason }) => {
    await db
      .insertInto('scheduler.run_request')
      .values({ id, repository, commit, verb, requested_by: requestedBy, reason })
      .onConflict((on) => on.column('id').doNothing())
      .execute();
    onAsked();
  },
});

/** In a transaction of the scheduler. */
export function runRequestStatements(
  db: Kysely<Schema>,
): Pick<SchedulerTransaction, 'takeRunRequests' | 'takenOverRuns'> {
  return {
    takeRunRequests: async (limit) => {
      const { rows } = await sql<RunRequest>`
        update scheduler.run_request set answered_at = clock_timestamp()
        where id in (
          select id from scheduler.run_request
          where answered_at is null
          order by asked_at
          limit ${limit}
          for update skip locked
        )
        returning id, repository, commit, verb, requested_by as "requestedBy", reason`.execute(db);
      return rows;
    },
    takenOverRuns: async (repository, commit, limit) => {
      const rows = await db
        .selectFrom('scheduler.taken_over')
        .select(['kind', 'team', 'name', 'run'])
        .where('repository', '=', repository)
        .where('commit', '=', commit)
        .where('run', 'is not', null)
        .orderBy('kind')
        .orderBy('team')
        .orderBy('name')
        .limit(limit)
        .execute();
      return rows.map(({ run, ...key }) => ({ key, run: run ?? '' }));
    },
  };
}
