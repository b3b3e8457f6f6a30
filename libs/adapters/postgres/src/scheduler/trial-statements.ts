import type { SchedulerTransaction } from '@slipway/ports';
import { isFinalRun, RunState } from '@slipway/runs';
import { jobsWorker, type Configuration } from '@slipway/studies';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

type TrialStatements = Pick<
  SchedulerTransaction,
  | 'startTrials'
  | 'studiesWithUnstartedTrials'
  | 'unstartedTrials'
  | 'strayTrialRuns'
  | 'studiesWithRetirableRuns'
  | 'retirableTrialRuns'
>;

interface StudyName {
  readonly team: string;
  readonly name: string;
}

const unended = Object.values(RunState).filter((state) => !isFinalRun(state));

/** The resource of the study `s`. */
const resourceOfStudy = sql`r.kind = 'Study' and r.team = s.team and r.name = s.name`;

/** Trials `t` of studies `s` that are to be runs and are none. */
const unstarted = sql`
  tuning.study s
  join scheduler.resource r on ${resourceOfStudy} and r.starts_trials and r.rejection is null
  join tuning.trial t on t.study = s.ref and t.state = 'running' and t.worker = ${jobsWorker}
  where s.state <> 'ended'
    and not exists (select from scheduler.run u where u.study = t.study and u.trial = t.number)`;

/** Runs `u` of trials that are to leave git by a change that is not there yet. */
const retirable = sql`
  scheduler.run u
  where u.trial is not null and (u.retirement ->> 'state') = 'requested'
    and not exists (select from scheduler.awaited_change a where a.run = u.id and a.purpose = 'retirement')`;

export function trialStatements(db: Kysely<Schema>): TrialStatements {
  return {
    startTrials: async (team, study, starts) => {
      await db
        .updateTable('scheduler.resource')
        .set({ starts_trials: starts })
        .where('kind', '=', 'Study')
        .where('team', '=', team)
        .where('name', '=', study)
        .execute();
    },

    studiesWithUnstartedTrials: async (limit) => {
      const { rows } = await sql<StudyName>`
        select distinct s.team, s.name from ${unstarted} limit ${limit}`.execute(db);
      return rows;
    },

    unstartedTrials: async (team, study, limit) => {
      const { rows } = await sql<{ study: number; number: number; parameters: Configuration }>`
        select t.study, t.number, t.parameters from ${unstarted} and s.team = ${team} and s.name = ${study}
        order by t.number limit ${limit}`.execute(db);
      return rows;
    },

    strayTrialRuns: async (limit) => {
      const { rows } = await sql<{ id: number; reason: string }>`
        select u.id, case
            when r.name is null then 'its Study is gone'
            when s.state = 'ended' then 'the study has ended: ' || coalesce(s.reason, 'no reason is known')
            when t.state = 'pruned' then 'the trial was stopped early'
            else 'nobody waits for its result any more'
          end as reason
        from scheduler.run u
        left join tuning.study s on s.ref = u.study
        left join tuning.trial t on t.study = u.study and t.number = u.trial
        left join scheduler.resource r on ${resourceOfStudy} and r.starts_trials
        where u.trial is not null and u.state = any(${unended}::text[]) and u.state <> ${RunState.Cancelling}
          and (r.name is null or s.state = 'ended' or t.state <> 'running' or t.worker <> ${jobsWorker})
        order by u.id limit ${limit}`.execute(db);
      return rows;
    },

    studiesWithRetirableRuns: async (limit) => {
      const { rows } = await sql<StudyName>`
        select u.team, u.job as name from ${retirable}
        group by u.team, u.job
        having bool_or(u.state = ${RunState.Cancelling}) or not (
          exists (
            select from scheduler.run l
            where l.team = u.team and l.job = u.job and l.state = any(${unended}::text[])
          ) or exists (
            select from tuning.study s join scheduler.resource r on ${resourceOfStudy} and r.starts_trials
            where s.team = u.team and s.name = u.job and s.state = 'running'
          )
        )
        limit ${limit}`.execute(db);
      return rows;
    },

    retirableTrialRuns: async (team, study, limit) => {
      const { rows } = await sql<{ id: number }>`
        select u.id from ${retirable} and u.team = ${team} and u.job = ${study}
        order by u.id limit ${limit}`.execute(db);
      return rows.map(({ id }) => id);
    },
  };
}
