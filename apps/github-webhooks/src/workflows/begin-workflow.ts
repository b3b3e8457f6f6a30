import type { Clock } from '@slipway/kernel';
import type { NewWorkflowRun, WorkflowRunRecord, WorkflowStore } from '@slipway/ports';
import { cancelsSuperseded, groupOf, newWorkflowRun } from '@slipway/workflows';

export interface BeginWorkflowDeps {
  readonly workflows: Pick<WorkflowStore, 'transaction'>;
  readonly clock: Clock;
}

/** What is to be run for whom; `key` names what it is started by, which starts it once. */
export type WorkflowBeginning = Pick<
  NewWorkflowRun,
  'team' | 'repository' | 'cloneUrl' | 'isOnGitHub' | 'key' | 'workflow' | 'event'
>;

/** Begins a run of a workflow, which waits for its turn in its group. Undefined: what the key names was begun already. */
export function beginWorkflow(
  { workflows, clock }: BeginWorkflowDeps,
  beginning: WorkflowBeginning,
): Promise<WorkflowRunRecord | undefined> {
  const { team, workflow, event } = beginning;
  const run: NewWorkflowRun = {
    ...beginning,
    run: newWorkflowRun({ workflow, event }),
    // Whoever starts a run by hand names its repository: what it is called must not reach into the runs of other teams.
    group: `${team} ${groupOf(workflow, event)}`,
    cancelSuperseded: cancelsSuperseded(workflow, event),
    createdAt: clock.now(),
  };
  return workflows.transaction((statements) => statements.begin(run));
}
