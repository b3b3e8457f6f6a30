import type { SchedulerTransaction } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

type MetricStatements = Pick<SchedulerTransaction, 'addMetrics' | 'listMetrics' | 'saveArtifact'>;

export function metricStatements(db: Kysely<Schema>): MetricStatements {
  return {
    listMetrics: async (run, name, { after = 0, limit }) => {
      let query = db
        .selectFrom('scheduler.metric')
        .selectAll()
        .where('run', '=', run)
        .where('id', '>', after);
      if (name !== undefined) query = query.where('name', '=', name);
      const rows = await query.orderBy('id').limit(limit).execute();
      return rows.map((row) => ({
        id: row.id,
        name: row.name,
        value: row.value,
        step: row.step ?? undefined,
        at: row.at,
      }));
    },

    // The caller holds the locks of the runs: nobody else adds to them meanwhile.
    addMetrics: async (points, maxNames) => {
      if (points.length === 0) return;
      await sql`
        with point as (
          select * from rows from (json_to_recordset(${JSON.stringify(points)}::json) as (
            run bigint, name text, value double precision, step bigint, at timestamptz
          )) with ordinality as p (run, name, value, step, at, ordinal)
        ), known as (
          select run, name from scheduler.metric_latest where run in (select run from point)
        ), fresh as (
          select run, name, row_number() over (partition by run order by min(ordinal))
            + (select count(*) from known where known.run = point.run) as place
          from point
          where not exists (select from known where known.run = point.run and known.name = point.name)
          group by run, name
        ), kept as (
          select * from point where not exists (
            select from fresh
            where fresh.run = point.run and fresh.name = point.name and fresh.place > ${maxNames}
          )
        ), history as (
          insert into scheduler.metric (run, name, value, step, at)
          select run, name, value, step, at from kept order by ordinal
        )
        insert into scheduler.metric_latest (run, name, value, step, at)
        select distinct on (run, name) run, name, value, step, at from kept order by run, name, ordinal desc
        on conflict (run, name) do update set value = excluded.value, step = excluded.step, at = excluded.at
      `.execute(db);
    },

    saveArtifact: async (run, epoch, { attempt, name, bytes, sha256, key }) => {
      await db
        .insertInto('scheduler.artifact')
        .values({ run, epoch, name, attempt, bytes, sha256, key })
        .onConflict((conflict) =>
          conflict.columns(['run', 'name', 'epoch']).doUpdateSet({ bytes, sha256, key }),
        )
        .execute();
    },
  };
}
