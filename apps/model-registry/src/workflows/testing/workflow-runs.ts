import type { WorkflowRunRecord } from '@slipway/ports';
import type { Database } from '@slipway/postgres';
import { parseWorkflows } from '@slipway/resources';
import {
  advanceWorkflow,
  newWorkflowRun,
  type JobResult,
  type WorkflowEvent,
  type WorkflowInput,
  type WorkflowJobRun,
} from '@slipway/workflows';

const commit = 'c'.repeat(40);
const event: WorkflowEvent = { name: 'push', branch: 'main', commit };

/** A training, and the jobs of the model registry that are given, in YAML. */
const workflowOf = (jobs: string): string => `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits }
spec:
  on: { push: {} }
  jobs:
    - name: train
      run: { image: python:3.13, command: [python, train.py] }
${jobs.trimEnd().replaceAll(/^/gm, '    ')}
`;

/** Runs of workflows as the receiver of webhooks and the scheduler leave them. */
export interface PlayedWorkflows {
  /** A run whose training has succeeded with this result. */
  begin(jobs: string, trained: JobResult, team?: string): Promise<number>;
  job(id: number, name: string): Promise<WorkflowJobRun | undefined>;
  find(id: number): Promise<WorkflowRunRecord | undefined>;
  advance(id: number, input: WorkflowInput): Promise<void>;
}

export function playWorkflows({ workflowStore }: Pick<Database, 'workflowStore'>): PlayedWorkflows {
  const teams = new Map<number, string>();
  let count = 0;
  const find: PlayedWorkflows['find'] = (id) => workflowStore.find(teams.get(id) ?? '', id);
  return {
    find,
    begin: async (jobs, trained, team = 'demo') => {
      const [workflow] = parseWorkflows('slipway.yaml', workflowOf(jobs));
      if (!workflow) throw new TypeError('expected a workflow');
      const plan = { workflow, event };
      const at = new Date().toISOString();
      const inputs: readonly WorkflowInput[] = [
        { kind: 'admitted' },
        { kind: 'job-started', job: 'train', run: 'digits-train-1', at },
        { kind: 'job-ended', job: 'train', state: 'succeeded', result: trained, at },
      ];
      const run = inputs.reduce(
        (before, input) => advanceWorkflow(plan, before, input),
        newWorkflowRun(plan),
      );
      count += 1;
      const key = `test ${String(count)}`;
      const begun = await workflowStore.transaction((statements) =>
        statements.begin({
          ...{ key, team, workflow, event, run, group: key, repository: 'acme/digits', isOnGitHub: true },
          ...{ cloneUrl: 'https://github.test/acme/digits.git', cancelSuperseded: false },
          createdAt: new Date(),
        }),
      );
      if (!begun) throw new TypeError('expected a new run');
      teams.set(begun.id, team);
      return begun.id;
    },
    job: async (id, name) => (await find(id))?.run.jobs.find((job) => job.name === name),
    advance: (id, input) =>
      workflowStore.transaction(async (statements) => {
        const record = await statements.lock(id);
        if (!record) throw new TypeError('expected a run');
        await statements.save({ ...record, run: advanceWorkflow(record, record.run, input) }, new Date());
      }),
  };
}
