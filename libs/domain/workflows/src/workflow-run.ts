import type { JobResult } from './job-result.ts';

/**
 * - `waiting-for-approval`: code of a fork; somebody who may write has to let it run.
 * - `queued`: another run of its group is at work.
 */
export type WorkflowRunState =
  'waiting-for-approval' | 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/**
 * - `waiting`: for jobs that it needs, or for the whole run to begin.
 * - `ready`: whoever does such jobs takes it up.
 * - `stopping`: it is to end, and what runs of it has not ended yet.
 */
export type WorkflowJobState =
  'waiting' | 'ready' | 'running' | 'stopping' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';

/** A job of a run of a workflow. */
export interface WorkflowJobRun {
  readonly name: string;
  readonly state: WorkflowJobState;
  /** From 1; running it again raises it. */
  readonly attempt: number;
  /** Why it is as it is, for people. */
  readonly reason?: string | undefined;
  /** Name of the run that executes it. */
  readonly run?: string | undefined;
  /** ISO 8601. */
  readonly startedAt?: string | undefined;
  readonly endedAt?: string | undefined;
  /** Of one that is stopping: what runs of it knows. */
  readonly isAskedToStop?: boolean | undefined;
  /** Digest of what its host was told of it last. */
  readonly told?: string | undefined;
  readonly result?: JobResult | undefined;
}

/** One execution of a workflow for one commit. */
export interface WorkflowRun {
  readonly state: WorkflowRunState;
  readonly reason?: string | undefined;
  /** In the order of the workflow. */
  readonly jobs: readonly WorkflowJobRun[];
}

const finalJobs = new Set<WorkflowJobState>(['succeeded', 'failed', 'skipped', 'cancelled']);

export const isFinalJob = ({ state }: Pick<WorkflowJobRun, 'state'>): boolean => finalJobs.has(state);

export const isFinalWorkflowRun = ({ state }: Pick<WorkflowRun, 'state'>): boolean =>
  state === 'succeeded' || state === 'failed' || state === 'cancelled';
