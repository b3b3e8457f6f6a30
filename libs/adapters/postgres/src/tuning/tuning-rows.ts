import type { StudyRecord, StudySummary, TrialRecord } from '@slipway/ports';
import type { Selectable } from 'kysely';
import type { StudyTable, TrialTable } from './tables.ts';

/** The columns of a summary. */
export const summaryColumns = [
  'ref',
  'version',
  'team',
  'name',
  'seed',
  'created_by',
  'created_at',
  'state',
  'reason',
  'stop',
  'sequence',
  'reports',
  'next_trial',
  'waiting',
  'running',
  'complete',
  'pruned',
  'failed',
  'since_best',
  'cost',
  'front',
  'optuna_name',
] as const satisfies readonly (keyof StudyTable)[];

export const toStudy = (row: Selectable<StudyTable>): StudyRecord => ({ ...toSummary(row), spec: row.spec });

export function toSummary(row: Pick<Selectable<StudyTable>, (typeof summaryColumns)[number]>): StudySummary {
  return {
    ref: row.ref,
    version: row.version,
    team: row.team,
    name: row.name,
    optunaName: row.optuna_name ?? undefined,
    seed: row.seed,
    createdBy: row.created_by,
    createdAt: row.created_at,
    state: row.state,
    reason: row.reason ?? undefined,
    stop: row.stop,
    sequence: row.sequence,
    reports: row.reports,
    nextTrial: row.next_trial,
    waiting: row.waiting,
    running: row.running,
    results: {
      complete: row.complete,
      pruned: row.pruned,
      failed: row.failed,
      sinceBest: row.since_best,
      cost: row.cost,
      front: row.front,
    },
  };
}

export function toTrial(row: Selectable<TrialTable>): TrialRecord {
  return {
    number: row.number,
    state: row.state,
    worker: row.worker ?? undefined,
    leasedUntil: row.leased_until?.getTime() ?? 0,
    handedOut: row.handed_out,
    parameters: row.parameters,
    point: row.point,
    isSuggested: row.is_suggested,
    training: row.training ?? undefined,
    values: row.values,
    constraints: row.constraints,
    violation: row.violation,
    cost: row.cost ?? undefined,
    improved: row.improved,
    lastStep: row.last_step ?? undefined,
    lastValues: row.last_values,
    isStopped: row.is_stopped,
    reports: row.reports,
    begun: row.begun ?? undefined,
    told: row.told ?? undefined,
    note: row.note ?? undefined,
    createdAt: row.created_at,
    begunAt: row.begun_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
  };
}

/** An array as PostgreSQL writes it, which unlike JSON has NaN: arrays of arrays of one length alone can be sent. */
export const arrayText = (numbers: readonly number[]): string => `{${numbers.join(',')}}`;
