import type { AttemptAddress, RunDetails, RunRecord, SchedulerTransaction } from '@slipway/ports';
import type { RunState } from '@slipway/runs';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Schema } from '../schema.ts';
import { withAttempts } from './run-statements.ts';
import type { ArtifactTable, MetricLatestTable } from './tables.ts';

type RunReader = Pick<
  SchedulerTransaction,
  'findRun' | 'listRuns' | 'findAttempt' | 'findAttempts' | 'findArtifact' | 'countRuns'
>;

export function runReader(db: Kysely<Schema>): RunReader {
  const findAttempts = async (names: readonly string[]): Promise<AttemptAddress[]> => {
    const rows = await db
      .selectFrom('scheduler.attempt as attempt')
      .innerJoin('scheduler.run as run', 'run.id', 'attempt.run')
      .select([
        'attempt.name',
        'attempt.epoch',
        'attempt.cluster',
        'attempt.recorded',
        'attempt.state',
        'attempt.execution',
        'run.team',
        'run.name as run',
        'run.id as runId',
      ])
      .where('attempt.name', '=', sql<string>`any(${names}::text[])`)
      .execute();
    return rows.map((row) => ({ ...row, execution: row.execution ?? undefined }));
  };

  return {
    findRun: async (team, name) => {
      const row = await db
        .selectFrom('scheduler.run')
        .selectAll()
        .where('name', '=', name)
        .where('team', '=', team)
        .executeTakeFirst();
      return row && (await withDetails(db, await withAttempts(db, [row])))[0];
    },

    listRuns: async (team, { job, state }, { after, limit }) => {
      let query = db.selectFrom('scheduler.run').selectAll().where('team', '=', team);
      if (job !== undefined) query = query.where('job', '=', job);
      if (state !== undefined) query = query.where('state', '=', state);
      if (after !== undefined) query = query.where('id', '<', after);
      const rows = await query.orderBy('id', 'desc').limit(limit).execute();
      return withDetails(db, await withAttempts(db, rows));
    },

    findAttempts,
    findAttempt: async (name) => (await findAttempts([name]))[0],

    findArtifact: (run, name) =>
      db
        .selectFrom('scheduler.artifact')
        .select(['attempt', 'name', 'bytes', 'sha256', 'key'])
        .where('run', '=', run)
        .where('name', '=', name)
        .orderBy('epoch', 'desc')
        .limit(1)
        .executeTakeFirst(),

    countRuns: async () => {
      const rows = await db
        .selectFrom('scheduler.run')
        .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
        .where('state', 'not in', ['succeeded', 'failed', 'cancelled'])
        .groupBy('state')
        .execute();
      return new Map<RunState, number>(rows.map(({ state, count }) => [state, count]));
    },
  };
}

async function withDetails(
  db: Kysely<Schema>,
  records: readonly RunRecord[],
): Promise<readonly RunDetails[]> {
  const ids = sql<number>`any(${records.map(({ id }) => id)}::bigint[])`;
  const metrics = await db
    .selectFrom('scheduler.metric_latest')
    .selectAll()
    .where('run', '=', ids)
    .orderBy('name')
    .execute();
  const artifacts = await db
    .selectFrom('scheduler.artifact')
    .selectAll()
    .where('run', '=', ids)
    .orderBy('epoch')
    .orderBy('name')
    .execute();
  const metricsOf = Map.groupBy(metrics, (row: Selectable<MetricLatestTable>) => row.run);
  const artifactsOf = Map.groupBy(artifacts, (row: Selectable<ArtifactTable>) => row.run);
  return records.map((record) => ({
    ...record,
    metrics: (metricsOf.get(record.id) ?? []).map(({ name, value, step, at }) => ({
      name,
      value,
      step: step ?? undefined,
      at,
    })),
    artifacts: (artifactsOf.get(record.id) ?? []).map(({ attempt, name, bytes, sha256, key }) => ({
      attempt,
      name,
      bytes,
      sha256,
      key,
    })),
  }));
}
