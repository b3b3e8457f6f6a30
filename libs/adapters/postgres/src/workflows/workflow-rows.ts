import type { NewWorkflowRun, WorkflowRunRecord } from '@slipway/ports';
import {
  actorOf,
  isFinalWorkflowRun,
  jobsToDo,
  nextExpiry,
  type WorkflowJobRun,
  type WorkflowJobState,
} from '@slipway/workflows';
import type { Insertable, Selectable } from 'kysely';
import type { WorkflowRunTable } from './tables.ts';

export function recordOf(row: Selectable<WorkflowRunTable>): WorkflowRunRecord {
  const { key, team, repository, event, version } = row;
  return {
    ...{ key, team, repository, event, version, id: Number(row.id) },
    cloneUrl: row.clone_url,
    isOnGitHub: row.on_github,
    workflow: row.document,
    run: { state: row.state, reason: row.reason ?? undefined, jobs: row.jobs },
    group: row.concurrency_group,
    cancelSuperseded: row.cancel_superseded,
    createdAt: row.created_at,
    endedAt: row.ended_at ?? undefined,
  };
}

const atWork = new Set<WorkflowJobState>(['running', 'stopping']);

type StateColumns = Pick<
  Insertable<WorkflowRunTable>,
  'state' | 'reason' | 'jobs' | 'awaits' | 'programs' | 'due' | 'ended_at' | 'changed_at'
>;

/** Columns that follow from what a run is now. */
export function stateColumns({ workflow, event, run }: NewWorkflowRun, now: Date): Required<StateColumns> {
  return {
    state: run.state,
    reason: run.reason ?? null,
    jobs: JSON.stringify(run.jobs),
    awaits: [...new Set(jobsToDo({ workflow, event }, run).map(({ spec }) => actorOf(spec)))],
    programs: run.jobs.flatMap((job: WorkflowJobRun) =>
      atWork.has(job.state) && job.run !== undefined ? [job.run] : [],
    ),
    due: nextExpiry({ workflow, event }, run) ?? null,
    ended_at: isFinalWorkflowRun(run) ? now : null,
    changed_at: now,
  };
}
