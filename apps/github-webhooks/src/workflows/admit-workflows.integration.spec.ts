import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '@slipway/kernel';
import type { Database } from '@slipway/postgres';
import { parseWorkflows, type Workflow } from '@slipway/resources';
import { advanceWorkflow, type WorkflowInput } from '@slipway/workflows';
import { BegunWorkflows } from '../testing/begun-workflows.ts';
import { admitWorkflows } from './admit-workflows.ts';

const [workflow] = parseWorkflows(
  'slipway.yaml',
  `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits }
spec:
  on: { push: {}, pull_request: {} }
  jobs:
    - name: test
      run: { image: python:3.13, command: [pytest] }
    - name: app
      preview: { image: python:3.13, command: [python, serve.py] }
`,
) as [Workflow];
/** Its runs do not take the place of each other. */
const patient: Workflow = {
  ...workflow,
  spec: { ...workflow.spec, concurrency: { ...workflow.spec.concurrency, cancelSuperseded: false } },
};
const at = '2026-11-27T12:00:00.000Z';

describe('runs of many groups', () => {
  let begun: BegunWorkflows;
  let database: Database;
  beforeAll(async () => {
    begun = await BegunWorkflows.open();
    ({ database } = begun);
  });
  afterAll(() => begun.close());

  const begin = (event: 'push' | 'pull_request', repository: string, of = workflow): Promise<number> =>
    begun.begin(of, event, repository);
  const pass = (): Promise<void> =>
    admitWorkflows(
      { workflows: database.workflowStore, clock: systemClock },
      new AbortController().signal,
      2,
    );
  const play = (id: number, ...inputs: readonly WorkflowInput[]): Promise<void> =>
    database.workflowStore.transaction(async (statements) => {
      const record = await statements.lock(id);
      if (!record) throw new Error('there is no such run');
      const run = inputs.reduce((before, input) => advanceWorkflow(record, before, input), record.run);
      await statements.save({ ...record, run }, new Date(at));
    });
  const stateOf = async (id: number): Promise<string | undefined> =>
    (await database.workflowStore.find('vision', id))?.run.state;
  const groups = async (): Promise<readonly string[]> => {
    const found = await database.workflowStore.waitingGroups({ after: undefined, limit: 100 });
    return found.map(({ repository }) => repository);
  };

  it('begin in one pass, however many groups have one at work that others wait for', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await begin('push', `acme/${name}`);
    await pass();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await begin('push', `acme/${name}`);
    const fresh = await Promise.all(['f', 'g', 'h'].map((name) => begin('push', `acme/${name}`)));
    expect(await groups()).toEqual(['acme/f', 'acme/g', 'acme/h']);
    await pass();
    for (const id of fresh) expect(await stateOf(id)).toBe('running');
    expect(await groups()).toEqual([]);
  });

  it('begin when what is at work is superseded, has ended, or is up alone', async () => {
    const all = (): Promise<[number, number, number]> =>
      Promise.all([
        begin('push', 'acme/p'),
        begin('pull_request', 'acme/q'),
        begin('pull_request', 'acme/r', patient),
      ]);
    const [ends, , up] = await all();
    await pass();
    const [after, newer, besides] = await all();
    await pass();
    expect([await stateOf(after), await stateOf(newer), await stateOf(besides)]).toEqual([
      ...['queued', 'running', 'queued'],
    ]);
    const ended = { kind: 'job-ended', job: 'test', state: 'failed', at } as const;
    await play(ends, ended);
    await play(up, ended, { kind: 'job-started', job: 'app', run: 'digits-app-1', at });
    await pass();
    expect([await stateOf(after), await stateOf(besides)]).toEqual(['running', 'running']);
    expect(await groups()).toEqual([]);
  });
});
