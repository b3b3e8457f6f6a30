import type { RunRecord, SchedulerTransaction } from '@slipway/ports';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Schema } from '../schema.ts';
import { lockAll } from './advisory-lock.ts';
import { attemptRow, runValues, toRunRecord } from './run-rows.ts';
import type { AttemptTable, RunTable } from './tables.ts';

type RunStatements = Pick<
  SchedulerTransaction,
  | 'addRun'
  | 'lockRuns'
  | 'lockRun'
  | 'saveRuns'
  | 'hasUnendedRun'
  | 'lockQuota'
  | 'heldRuns'
  | 'liveRunsOn'
  | 'teamsWithHeldRuns'
  | 'elapsedBackoffs'
>;

const finalStates = ['succeeded', 'failed', 'cancelled'] as const;
const finalAttemptStates = ['succeeded', 'failed', 'stopped', 'lost'] as const;

export function runStatements(db: Kysely<Schema>): RunStatements {
  return {
    addRun: async (identity, run) => {
      const record = {
        ...identity,
        run,
        attempts: [],
        startedAt: undefined,
        endedAt: undefined,
        progress: undefined,
        backoff: undefined,
      };
      const row = await db
        .insertInto('scheduler.run')
        .values({
          team: identity.team,
          name: identity.name,
          job: identity.job,
          generation: identity.generation,
          revision: identity.revision,
          requested_by: identity.requestedBy,
          request_reason: identity.requestReason,
          traceparent: identity.traceparent ?? null,
          created_at: identity.createdAt,
          study: identity.trial?.study ?? null,
          trial: identity.trial?.number ?? null,
          parameters: identity.trial ? JSON.stringify(identity.trial.parameters) : null,
          ...runValues(record),
        })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .returning('id')
        .executeTakeFirst();
      return row && { ...record, id: row.id };
    },

    lockRuns: async (ids) => {
      if (ids.length === 0) return [];
      const rows = await db
        .selectFrom('scheduler.run')
        .selectAll()
        .where('id', '=', sql<number>`any(${ids}::bigint[])`)
        .orderBy('id')
        .forUpdate()
        .execute();
      return withAttempts(db, rows);
    },

    lockRun: async (team, name) => {
      const row = await db
        .selectFrom('scheduler.run')
        .selectAll()
        .where('name', '=', name)
        .where('team', '=', team)
        .forUpdate()
        .executeTakeFirst();
      return row && (await withAttempts(db, [row]))[0];
    },

    saveRuns: async (records) => {
      if (records.length === 0) return;
      await sql`
        update scheduler.run r set
          generation = n.generation, revision = n.revision, state = n.state, reason = n.reason, cluster = n.cluster, retries = n.retries, losses = n.losses, retirement = n.retirement,
          epoch = n.epoch, started_at = n.started_at, ended_at = n.ended_at, progress = n.progress,
          progress_message = n.progress_message, backoff_epoch = n.backoff_epoch, backoff_due = n.backoff_due
        from json_to_recordset(${JSON.stringify(records.map(runUpdate))}::json) as n (
          id bigint, generation integer, revision text, state text, reason text, cluster text, retries integer, losses integer, retirement json, epoch integer,
          started_at timestamptz, ended_at timestamptz, progress double precision, progress_message text,
          backoff_epoch integer, backoff_due timestamptz
        ) where r.id = n.id`.execute(db);
      const attempts = records.flatMap(attemptRows);
      if (attempts.length === 0) return;
      await sql`
        insert into scheduler.attempt
        select * from json_to_recordset(${JSON.stringify(attempts)}::json) as n (
          run bigint, epoch integer, name text, cluster text, path text, change text, state text, reason text,
          exit_code bigint, commit text, created_at timestamptz, started_at timestamptz, ended_at timestamptz,
          recorded integer, execution text
        )
        on conflict (run, epoch) do update set
          state = excluded.state, reason = excluded.reason, exit_code = excluded.exit_code,
          commit = excluded.commit, started_at = excluded.started_at, ended_at = excluded.ended_at,
          recorded = excluded.recorded, execution = excluded.execution`.execute(db);
    },

    hasUnendedRun: async (team, job) => {
      const row = await db
        .selectFrom('scheduler.run')
        .select('id')
        .where('team', '=', team)
        .where('job', '=', job)
        .where('state', 'not in', finalStates)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    lockQuota: async (team) => {
      await lockAll(db, [`quota ${team}`]);
      const { active } = await db
        .selectFrom('scheduler.run')
        .select((eb) => eb.fn.countAll<number>().as('active'))
        .where('team', '=', team)
        .where('state', 'not in', finalStates)
        .where('epoch', '>', 0)
        .executeTakeFirstOrThrow();
      return { active };
    },

    heldRuns: async (team, limit) => {
      const rows = await db
        .selectFrom('scheduler.run')
        .select('id')
        .where('team', '=', team)
        .where('state', '=', 'pending')
        .where('epoch', '=', 0)
        .orderBy('id')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .execute();
      return rows.map(({ id }) => id);
    },

    liveRunsOn: async (clusters, { after, limit }) => {
      const rows = await db
        .selectFrom('scheduler.attempt')
        .select('run')
        .where('cluster', '=', sql<string>`any(${clusters}::text[])`)
        .where('state', 'not in', finalAttemptStates)
        .where('run', '>', after ?? 0)
        .orderBy('run')
        .limit(limit)
        .execute();
      return rows.map(({ run }) => run);
    },

    teamsWithHeldRuns: async () => {
      const rows = await db
        .selectFrom('scheduler.run')
        .select('team')
        .distinct()
        .where('state', '=', 'pending')
        .where('epoch', '=', 0)
        .orderBy('team')
        .execute();
      return rows.map(({ team }) => team);
    },

    elapsedBackoffs: async (now, limit) => {
      const rows = await db
        .selectFrom('scheduler.run')
        .select('id')
        .where('state', '=', 'backing-off')
        .where('backoff_due', '<=', now)
        .orderBy('backoff_due')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}

/** The runs of these rows with their attempts, in the order of the rows. */
export async function withAttempts(
  db: Kysely<Schema>,
  rows: readonly Selectable<RunTable>[],
): Promise<readonly RunRecord[]> {
  const attempts = await db
    .selectFrom('scheduler.attempt')
    .selectAll()
    .where('run', '=', sql<number>`any(${rows.map(({ id }) => id)}::bigint[])`)
    .orderBy('epoch')
    .execute();
  const byRun = Map.groupBy(attempts, (attempt: Selectable<AttemptTable>) => attempt.run);
  return rows.map((row) => toRunRecord(row, byRun.get(row.id) ?? []));
}

const runUpdate = (record: RunRecord) => ({
  ...runValues(record),
  id: record.id,
  generation: record.generation,
  revision: record.revision,
  // A document inside a document, not a text.
  retirement: record.run.retirement,
});

const attemptRows = (record: RunRecord) =>
  record.run.attempts.flatMap((attempt) => {
    const known = record.attempts.find(({ epoch }) => epoch === attempt.epoch);
    return known ? [attemptRow(record.id, attempt, known)] : [];
  });
