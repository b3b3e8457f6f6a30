import type { SchedulerTransaction } from '@slipway/ports';
import { AttemptState } from '@slipway/runs';
import type { Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

type TrackedAttemptStatements = Pick<
  SchedulerTransaction,
  'trackAttempt' | 'endedTrackedAttempts' | 'untrackAttempts'
>;

const finalStates = [
  AttemptState.Succeeded,
  AttemptState.Failed,
  AttemptState.Stopped,
  AttemptState.Lost,
] as const;

export function trackedAttemptStatements(db: Kysely<Schema>): TrackedAttemptStatements {
  return {
    trackAttempt: async ({ attempt, team, trackingRun }) => {
      await db
        .insertInto('scheduler.tracked_attempt')
        .values({ attempt, team, tracking_run: trackingRun })
        .onConflict((conflict) => conflict.column('attempt').doNothing())
        .execute();
    },

    endedTrackedAttempts: async (limit) => {
      const rows = await db
        .selectFrom('scheduler.tracked_attempt as tracked')
        .innerJoin('scheduler.attempt as attempt', 'attempt.name', 'tracked.attempt')
        .select([
          'tracked.attempt',
          'tracked.team',
          'tracked.tracking_run',
          'attempt.state',
          'attempt.ended_at',
        ])
        .where('attempt.state', 'in', finalStates)
        .limit(limit)
        .execute();
      return rows.map(({ tracking_run, state, ended_at, ...row }) => ({
        ...row,
        trackingRun: tracking_run,
        state,
        endedAt: ended_at ?? undefined,
      }));
    },

    untrackAttempts: async (attempts) => {
      if (attempts.length === 0) return;
      await db.deleteFrom('scheduler.tracked_attempt').where('attempt', 'in', attempts).execute();
    },
  };
}
