import type { TrackedRun, TrackingStore } from '@slipway/ports';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Schema } from '../schema.ts';
import { runNameTag, runRefusal } from './active-run.ts';
import type { RunTable } from './tables.ts';

type RunStatements = Pick<TrackingStore, 'createRun' | 'findRun' | 'updateRun' | 'moveRun'>;

export type RunRow = Omit<Selectable<RunTable>, 'ref' | 'team' | 'experiment'> & {
  /** Its number within the team. */
  readonly experiment_id: string;
};

/** The columns of a run `r` and its experiment `e` that make a `RunRow`. */
export const runColumns = sql`r.id, r.name, r.user_id, r.status, r.start_time, r.end_time, r.lifecycle_stage,
  r.artifact_uri, e.id::text as experiment_id`;

export const toRun = (row: RunRow): TrackedRun => ({
  id: row.id,
  experimentId: row.experiment_id,
  name: row.name,
  userId: row.user_id,
  status: row.status,
  startTime: row.start_time,
  endTime: row.end_time ?? undefined,
  lifecycleStage: row.lifecycle_stage,
  artifactUri: row.artifact_uri,
});

export function runStatements(db: Kysely<Schema>): RunStatements {
  return {
    createRun: async (team, { id, experimentId, name, userId, startTime, tags }) => {
      // A query of the location stays at its end.
      const { rows } = await sql<RunRow & { made: boolean }>`
        with e as (
          select * from tracking.experiment where team = ${team} and id = ${experimentId}::bigint
        ), r as (
          insert into tracking.run
            (team, id, experiment, name, user_id, status, start_time, lifecycle_stage, artifact_uri)
          select
            team, ${id}, ref, ${name}, ${userId}, 'RUNNING', ${startTime}::bigint, 'active',
            regexp_replace(artifact_location, '/*(\\?.*)?$', ${`/${id}/artifacts`} || '\\1')
          from e where lifecycle_stage = 'active'
          returning *
        ), tagged as (
          insert into tracking.tag (run, key, experiment, value)
          select r.ref, t.key, r.experiment, t.value
          from r, unnest(${tags.map(({ key }) => key)}::text[], ${tags.map(({ value }) => value)}::text[])
            as t (key, value)
        )
        select ${runColumns}, r.ref is not null as made from e left join r on true`.execute(db);
      const [row] = rows;
      if (!row) return 'no-experiment';
      return row.made ? toRun(row) : 'not-active';
    },

    findRun: async (team, id) => {
      const { rows } = await sql<RunRow>`
        select ${runColumns} from tracking.run as r join tracking.experiment as e on e.ref = r.experiment
        where r.team = ${team} and r.id = ${id}`.execute(db);
      return rows[0] && toRun(rows[0]);
    },

    updateRun: async (team, id, { status, endTime, name }) => {
      const { rows } = await sql<RunRow>`
        with r as (
          update tracking.run set
            status = coalesce(${status ?? null}, status),
            end_time = coalesce(${endTime ?? null}::bigint, end_time),
            name = coalesce(${name ?? null}, name)
          where team = ${team} and id = ${id} and lifecycle_stage = 'active'
          returning *
        ), tagged as (
          insert into tracking.tag (run, key, experiment, value)
          select ref, ${runNameTag}, experiment, name from r where ${name ?? null}::text is not null
          on conflict (run, key) do update set value = excluded.value
        )
        select ${runColumns} from r join tracking.experiment as e on e.ref = r.experiment`.execute(db);
      return rows[0] ? toRun(rows[0]) : runRefusal(db, team, id);
    },

    moveRun: async (team, id, stage) => {
      const { numUpdatedRows } = await db
        .updateTable('tracking.run')
        .set({ lifecycle_stage: stage })
        .where('team', '=', team)
        .where('id', '=', id)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}
