import { parseWorkflows } from '@slipway/resources';
import { checkOfJob, judge, newWorkflowRun, refusalOf, type WorkflowEvent } from '@slipway/workflows';
import type { ShownCheck } from './picture.ts';

const text = `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits }
spec:
  on: { push: {} }
  jobs:
    - name: train
      run: { image: python:3.13, command: [python, train.py] }
    - name: evaluate
      evaluate:
        job: train
        thresholds: [{ metric: accuracy, min: 0.95 }, { metric: seconds, max: 60 }]
        champion: { model: digits, metrics: [{ metric: accuracy, tolerance: 0.002 }] }
`;

/** What is said of an evaluation of a model that is worse than the champion. */
export function exampleJob(): ShownCheck {
  const [workflow] = parseWorkflows('slipway.yaml', text);
  const spec = workflow?.spec.jobs.find(({ name }) => name === 'evaluate');
  if (!workflow || !spec?.evaluate) throw new TypeError('the example has no evaluation');
  const event: WorkflowEvent = { name: 'push', branch: 'main', commit: '3f'.repeat(20) };
  const values = { accuracy: 0.961, seconds: 41.5 };
  const gates = judge(spec.evaluate, values, { version: 7, metrics: { accuracy: 0.972 } });
  const reason = refusalOf(gates);
  const run = newWorkflowRun({ workflow, event });
  const { name, title, summary, state } = checkOfJob(workflow.metadata.name, event, run, spec, {
    ...{ name: spec.name, state: 'failed', attempt: 1, reason, result: { gates } },
  });
  return { name, title, markdown: summary, succeeded: state === 'success', annotations: [] };
}
