import { changeLimits, commitLine } from '@slipway/changes';
import type { ModelTransaction, WorkflowRunRecord } from '@slipway/ports';
import { requesterOf, type JobResult, type WorkflowJobRun } from '@slipway/workflows';
import type { Scope } from '../protocol/mlflow-endpoint.ts';

/** The run of a workflow that a job belongs to, locked by the transaction that does the job and ends it. */
export interface JobScene {
  readonly record: WorkflowRunRecord;
  readonly transaction: ModelTransaction;
}

/** What came of a job that was done. */
export interface JobEnd {
  readonly state: 'succeeded' | 'failed';
  readonly reason?: string | undefined;
  readonly result: JobResult;
}

/** A workflow may do what a contributor of its team may, and nothing in another team. */
export const scopeOfWorkflow = ({ team, repository, event }: WorkflowRunRecord): Scope => ({
  team,
  principal: {
    name: commitLine(requesterOf(repository, event), changeLimits.lineCharacters),
    grants: [{ role: 'contributor', team }],
  },
  traceparent: '',
});

/** Why something is changed, on one line, for commits, histories and pull requests. */
export const reasonOf = ({ id, repository, workflow, event }: WorkflowRunRecord): string =>
  commitLine(
    `run ${String(id)} of the workflow ${workflow.metadata.name} of ${repository} at commit ${event.commit}`,
    changeLimits.lineCharacters,
  );

export const resultOf = ({ run }: WorkflowRunRecord, name: string): JobResult =>
  run.jobs.find((job: WorkflowJobRun) => job.name === name)?.result ?? {};
