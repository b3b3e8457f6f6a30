import type { WorkflowRunRecord } from '@slipway/ports';
import { parseWorkflows } from '@slipway/resources';
import { advanceWorkflow, newWorkflowRun, type WorkflowEvent } from '@slipway/workflows';
import type { SchedulerHarness } from './scheduler-harness.ts';

export const commit = 'c'.repeat(40);

export const pushed: WorkflowEvent = { name: 'push', branch: 'main', commit };

/** A run of a workflow of team vision that is at work. `jobs` is YAML, indented by four. */
export async function begunWorkflow(
  { database, clock }: SchedulerHarness,
  name: string,
  jobs: string,
  event: WorkflowEvent = pushed,
  cloneUrl = 'https://github.com/acme/digits.git',
): Promise<WorkflowRunRecord> {
  const [workflow] = parseWorkflows(
    'slipway.yaml',
    `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: ${name} }
spec:
  on: { push: {}, pull_request: {} }
  jobs:
${jobs}`,
  );
  if (!workflow) throw new Error('there is no workflow');
  const plan = { workflow, event };
  const run = [{ kind: 'approved', by: 'ada' } as const, { kind: 'admitted' } as const].reduce(
    (before, input) => advanceWorkflow(plan, before, input),
    newWorkflowRun(plan),
  );
  const begun = await database.workflowStore.transaction((workflows) =>
    workflows.begin({
      ...{ key: name, team: 'vision', repository: 'acme/digits', isOnGitHub: false, workflow, event, run },
      ...{ cloneUrl, group: name, cancelSuperseded: false, createdAt: clock.now() },
    }),
  );
  if (!begun) throw new Error('it was begun before');
  return begun;
}
