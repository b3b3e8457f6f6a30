import { workflowRunEndpoints, type WorkflowRun } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import { route, type Route } from '@slipway/service';
import { at, type FakeState } from './example-state.ts';

export const exampleWorkflowRun: WorkflowRun = {
  ...{ id: 12, team: 'demo', repository: 'acme/digits', cloneUrl: 'https://github.com/acme/digits.git' },
  ...{ workflow: 'digits', commit: 'c'.repeat(40), ref: 'main', event: 'push', startedBy: 'a push to main' },
  ...{ state: 'failed', reason: 'evaluate failed', createdAt: at, endedAt: '2026-03-01T11:59:30.000Z' },
  jobs: [
    {
      ...{ name: 'image', kind: 'build', needs: [], state: 'succeeded', attempt: 1 },
      ...{ startedAt: at, endedAt: '2026-03-01T11:58:20.000Z' },
      result: { image: `ghcr.io/acme/digits@sha256:${'a'.repeat(64)}` },
    },
    {
      ...{ name: 'train', kind: 'run', needs: ['image'], state: 'succeeded', attempt: 2 },
      ...{ run: 'digits-train-7k2m9q0x', startedAt: '2026-03-01T11:58:20.000Z' },
      endedAt: '2026-03-01T11:59:29.000Z',
      result: { cluster: 'local', metrics: { loss: 0.123456, accuracy: 0.87 } },
    },
    {
      ...{ name: 'evaluate', kind: 'evaluate', needs: ['train'], state: 'failed', attempt: 1 },
      ...{ startedAt: '2026-03-01T11:59:30.000Z', endedAt: '2026-03-01T11:59:30.000Z' },
      reason: 'accuracy is 0.87, not at least 0.9',
      result: {
        gates: [{ metric: 'accuracy', value: 0.87, bound: 'at least 0.9', passed: false }],
      },
    },
    {
      ...{ name: 'register', kind: 'register', needs: ['train', 'evaluate'], state: 'skipped', attempt: 1 },
      reason: 'it needs evaluate, which has failed',
    },
  ],
};

/** Those of the state; each that is asked for is left out of it but for the last, so that who watches sees it move on. */
export const fakeWorkflowRunRoutes = (state: FakeState): readonly Route[] => {
  const found = (id: number): WorkflowRun => {
    const [first, next] = state.workflowRuns.filter((run) => run.id === id);
    if (!first) throw new NotFoundError(`team demo has no run of a workflow ${String(id)}`);
    if (next) state.workflowRuns = state.workflowRuns.filter((run) => run !== first);
    return first;
  };
  const answer = <T>(make: () => T): Promise<T> => Promise.resolve().then(make);
  const changed = (id: number, what: unknown, next: WorkflowRun['state']): WorkflowRun => {
    const run = found(id);
    state.workflowRequests.push(what);
    return { ...run, state: next };
  };
  return [
    route(workflowRunEndpoints.listWorkflowRuns, ({ query: { repository } }) =>
      answer(() => ({
        items: state.workflowRuns.filter((run) => (repository ?? run.repository) === run.repository),
      })),
    ),
    route(workflowRunEndpoints.getWorkflowRun, ({ params: { id } }) => answer(() => found(id))),
    route(workflowRunEndpoints.startWorkflowRun, ({ body }) =>
      answer(() => {
        state.workflowRequests.push(body);
        return { ...exampleWorkflowRun, state: 'queued' as const };
      }),
    ),
    route(workflowRunEndpoints.cancelWorkflowRun, ({ params: { id } }) =>
      answer(() => changed(id, 'cancel', 'cancelled')),
    ),
    route(workflowRunEndpoints.rerunWorkflowRun, ({ params: { id }, body }) =>
      answer(() => changed(id, body, 'queued')),
    ),
    route(workflowRunEndpoints.approveWorkflowRun, ({ params: { id } }) =>
      answer(() => changed(id, 'approve', 'queued')),
    ),
  ];
};
