import { isFinalRun, type Attempt } from '@slipway/runs';
import type { AttemptRecord, RunRecord } from '@slipway/ports';
import type { Insertable, Selectable } from 'kysely';
import type { AttemptTable, RunTable } from './tables.ts';

/** A run of the tables, with its attempts by epoch. */
export function toRunRecord(
  row: Selectable<RunTable>,
  attempts: readonly Selectable<AttemptTable>[],
): RunRecord {
  return {
    id: row.id,
    team: row.team,
    name: row.name,
    job: row.job,
    generation: row.generation,
    revision: row.revision,
    requestedBy: row.requested_by,
    requestReason: row.request_reason,
    traceparent: row.traceparent ?? undefined,
    createdAt: row.created_at,
    trial:
      row.study === null || row.trial === null || row.parameters === null
        ? undefined
        : { study: row.study, number: row.trial, parameters: row.parameters },
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    progress:
      row.progress === null
        ? undefined
        : { fraction: row.progress, message: row.progress_message ?? undefined },
    backoff:
      row.backoff_epoch === null || row.backoff_due === null
        ? undefined
        : { epoch: row.backoff_epoch, due: row.backoff_due },
    run: {
      state: row.state,
      reason: row.reason ?? undefined,
      cluster: row.cluster,
      retry: row.retry,
      retries: row.retries,
      losses: row.losses,
      retirement: row.retirement,
      attempts: attempts.map(toAttempt),
    },
    attempts: attempts.map(toAttemptRecord),
  };
}

const toAttempt = (row: Selectable<AttemptTable>): Attempt => ({
  epoch: row.epoch,
  state: row.state,
  reason: row.reason ?? undefined,
  exitCode: row.exit_code ?? undefined,
  commit: row.commit ?? undefined,
});

const toAttemptRecord = (row: Selectable<AttemptTable>): AttemptRecord => ({
  epoch: row.epoch,
  name: row.name,
  cluster: row.cluster,
  path: row.path,
  change: row.change,
  createdAt: row.created_at,
  startedAt: row.started_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
  recorded: row.recorded,
  execution: row.execution ?? undefined,
});

type RunValues = Omit<
  Insertable<RunTable>,
  | 'team'
  | 'name'
  | 'job'
  | 'generation'
  | 'revision'
  | 'requested_by'
  | 'request_reason'
  | 'traceparent'
  | 'created_at'
  | 'study'
  | 'trial'
  | 'parameters'
>;

/** The columns of a run that change in its life. */
export function runValues(record: Omit<RunRecord, 'id'>): RunValues {
  const { run } = record;
  return {
    state: run.state,
    reason: run.reason ?? null,
    cluster: run.cluster,
    retry: JSON.stringify(run.retry),
    retries: run.retries,
    losses: run.losses,
    retirement: JSON.stringify(run.retirement),
    epoch: run.attempts.at(-1)?.epoch ?? 0,
    started_at: record.startedAt ?? null,
    ended_at: record.endedAt ?? null,
    progress: record.progress?.fraction ?? null,
    progress_message: record.progress?.message ?? null,
    backoff_epoch: isFinalRun(run.state) ? null : (record.backoff?.epoch ?? null),
    backoff_due: isFinalRun(run.state) ? null : (record.backoff?.due ?? null),
  };
}

export function attemptRow(run: number, attempt: Attempt, record: AttemptRecord): Insertable<AttemptTable> {
  return {
    run,
    epoch: attempt.epoch,
    name: record.name,
    cluster: record.cluster,
    path: record.path,
    change: record.change,
    state: attempt.state,
    reason: attempt.reason ?? null,
    exit_code: attempt.exitCode ?? null,
    commit: attempt.commit ?? null,
    created_at: record.createdAt,
    started_at: record.startedAt ?? null,
    ended_at: record.endedAt ?? null,
    recorded: record.recorded,
    execution: record.execution ?? null,
  };
}
