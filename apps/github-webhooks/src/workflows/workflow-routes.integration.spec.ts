import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { workflowRunEndpoints, type WorkflowRun } from '@slipway/contracts';
import {
  ConflictError,
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  systemClock,
} from '@slipway/kernel';
import type { Lease, WorkflowRunRecord } from '@slipway/ports';
import { parseWorkflows, type Workflow } from '@slipway/resources';
import { advanceWorkflow, type WorkflowEvent, type WorkflowInput } from '@slipway/workflows';
import { WebhookHarness } from '../testing/webhook-harness.ts';
import { beginWorkflow } from './begin-workflow.ts';

const text = `apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: digits }
spec:
  on: { pull_request: {} }
  jobs:
    - name: train
      run: { image: python:3.13, command: [python, train.py] }
    - name: evaluate
      evaluate: { job: train, thresholds: [{ metric: accuracy, min: 0.9 }] }
---
apiVersion: slipway.dev/v1
kind: Workflow
metadata: { name: other, team: audio }
spec:
  on: {}
  jobs:
    - name: test
      run: { image: python:3.13, command: [pytest] }
`;
const [workflow] = parseWorkflows('slipway.yaml', text) as [Workflow, Workflow];
const at = '2026-11-27T12:00:00.000Z';

describe('runs of workflows over the API', () => {
  let harness: WebhookHarness;
  let admission: Lease | undefined;
  let commits = 0;
  beforeAll(async () => {
    harness = await WebhookHarness.start();
    // The spec is who lets runs begin: with this lease no replica does.
    admission = await harness.database.leases.acquire('workflows', {
      ...{ duration: 60_000, signal: new AbortController().signal },
    });
    await harness.addReplica({ handlers: [] });
  });
  afterAll(async () => {
    await admission?.release();
    await harness.stop();
  });

  const { listWorkflowRuns, startWorkflowRun, getWorkflowRun } = workflowRunEndpoints;
  const { cancelWorkflowRun, rerunWorkflowRun, approveWorkflowRun } = workflowRunEndpoints;
  const newCommit = (): string => String((commits += 1)).padStart(40, '0');
  const request = (commit = newCommit()) => ({
    ...{ repository: 'acme/digits', cloneUrl: 'https://github.com/acme/digits.git', ref: 'main', commit },
    ...{ workflow: text, name: 'digits' },
  });
  const start = (who = 'bob', change: Partial<ReturnType<typeof request>> & { key?: string } = {}) =>
    harness.as(who).call(startWorkflowRun, { params: { team: 'vision' }, body: { ...request(), ...change } });
  const get = (id: number, who = 'vera', team = 'vision'): Promise<WorkflowRun> =>
    harness.as(who).call(getWorkflowRun, { params: { team, id } });
  const cancel = (id: number, who = 'bob', team = 'vision'): Promise<WorkflowRun> =>
    harness.as(who).call(cancelWorkflowRun, { params: { team, id } });
  const rerun = (id: number, job?: string, who = 'bob', team = 'vision'): Promise<WorkflowRun> =>
    harness.as(who).call(rerunWorkflowRun, { params: { team, id }, body: job === undefined ? {} : { job } });
  const approve = (id: number, who = 'alice', team = 'vision'): Promise<WorkflowRun> =>
    harness.as(who).call(approveWorkflowRun, { params: { team, id } });

  const begin = async (event: WorkflowEvent, key = newCommit()): Promise<WorkflowRunRecord | undefined> =>
    beginWorkflow(
      { workflows: harness.database.workflowStore, clock: systemClock },
      {
        ...{ team: 'vision', repository: 'acme/digits', cloneUrl: 'https://github.com/acme/digits.git' },
        ...{ isOnGitHub: true, key, workflow, event },
      },
    );
  const ofFork = (): WorkflowEvent => ({
    ...{ name: 'pull_request', number: 3, base: 'main', branch: 'patch', author: 'eve', fromFork: true },
    commit: newCommit(),
  });
  /** What the actors do, in their place. */
  const play = (id: number, ...inputs: readonly WorkflowInput[]): Promise<void> =>
    harness.database.workflowStore.transaction(async (statements) => {
      const record = await statements.lock(id);
      if (!record) throw new Error('there is no such run');
      const run = inputs.reduce((now, input) => advanceWorkflow(record, now, input), record.run);
      await statements.save({ ...record, run }, new Date(at));
    });

  it('start by hand, wait for their turn, and say who has started them', async () => {
    const commit = newCommit();
    const run = await start('bob', { commit });
    expect(run).toMatchObject({
      ...{ team: 'vision', repository: 'acme/digits', workflow: 'digits', commit, ref: 'main' },
      ...{ event: 'manual', startedBy: 'bob, by hand', state: 'queued' },
      jobs: [
        { name: 'train', kind: 'run', needs: [], state: 'waiting', attempt: 1 },
        { name: 'evaluate', kind: 'evaluate', needs: ['train'], state: 'waiting' },
      ],
    });
    expect(await get(run.id)).toEqual(run);
    expect(await harness.database.workflowStore.find('vision', run.id)).toMatchObject({
      ...{ isOnGitHub: false, cancelSuperseded: false },
    });
  });

  it('start once by the same key, which names one thing in a team', async () => {
    const asked = { ...request(), key: 'ci-1' };
    const [one, two] = await Promise.all([start('bob', asked), start('bob', asked)]);
    expect(two).toEqual(one);
    await expect(start('bob', { ...asked, commit: newCommit() })).rejects.toThrow(ConflictError);
    const elsewhere = await harness.as('mallory').call(startWorkflowRun, {
      params: { team: 'audio' },
      body: asked,
    });
    expect(elsewhere).toMatchObject({ team: 'audio' });
    expect(elsewhere.id).not.toBe(one.id);
  });

  it('of different teams get into no group together, whatever their repository is called', async () => {
    const mine = await start();
    const theirs = await harness.as('mallory').call(startWorkflowRun, {
      params: { team: 'audio' },
      body: request(),
    });
    const groups = await Promise.all([
      harness.database.workflowStore.find('vision', mine.id),
      harness.database.workflowStore.find('audio', theirs.id),
    ]);
    expect(groups[0]?.group).not.toBe(groups[1]?.group);
  });

  it.each([
    ['a path instead of a URL', { cloneUrl: '/srv/git/digits.git' }, InvalidInputError, 'body.cloneUrl'],
    ['a URL with a password', { cloneUrl: 'https://a:b@github.com/acme/digits.git' }, InvalidInputError, ''],
    ['a name of a branch that is none', { ref: '--upload-pack=x' }, InvalidInputError, 'body.ref'],
    ['a short commit', { commit: 'abc1234' }, InvalidInputError, 'body.commit'],
    ['a file that is no workflow', { workflow: 'kind: Workflow\n' }, InvalidInputError, 'apiVersion'],
    ['a workflow that is not in the file', { name: 'digit' }, NotFoundError, ''],
    ['a workflow of another team', { name: 'other' }, InvalidInputError, ''],
  ])('do not start from %s', async (_what, change, Kind, path) => {
    const error: unknown = await start('bob', change).catch((refused: unknown) => refused);
    expect(error).toBeInstanceOf(Kind);
    const { issues } = error as InvalidInputError;
    if (path !== '') expect(issues).toContainEqual(expect.objectContaining({ path }));
  });

  it('are listed newest first, page by page, by repository, commit and workflow', async () => {
    const repository = 'acme/pages';
    const ids: number[] = [];
    for (let index = 0; index < 5; index += 1) ids.unshift((await start('bob', { repository })).id);
    const seen: number[] = [];
    let cursor: string | undefined;
    do {
      const page = await harness.as('vera').call(listWorkflowRuns, {
        params: { team: 'vision' },
        query: { repository, limit: 2, ...(cursor === undefined ? {} : { cursor }) },
      });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids);
    const { commit } = await get(ids[1] ?? 0);
    const { items } = await harness.as('vera').call(listWorkflowRuns, {
      params: { team: 'vision' },
      query: { commit, workflow: 'digits' },
    });
    expect(items.map(({ id }) => id)).toEqual([ids[1]]);
    const others = await harness
      .as('mallory')
      .call(listWorkflowRuns, { params: { team: 'audio' }, query: { repository } });
    expect(others.items).toEqual([]);
  });

  it('are cancelled, and stay as they are when they have ended', async () => {
    const { id } = await start();
    const cancelled = await cancel(id);
    expect(cancelled).toMatchObject({
      ...{ state: 'cancelled', reason: 'cancelled by bob', endedAt: expect.any(String) },
      jobs: [{ state: 'cancelled' }, { state: 'cancelled' }],
    });
    expect(await cancel(id, 'alice')).toEqual(cancelled);
  });

  it('run again, as a whole or from a job on, and say why when they can not', async () => {
    const { id } = await start();
    await expect(rerun(id)).rejects.toThrow(ConflictError);
    await expect(rerun(id, 'trian')).rejects.toThrow(NotFoundError);
    const result = {
      ...{ metrics: { accuracy: 0.5 }, logTail: 'token ghp_0123456789abcdefghijklmnopqrstuvwxyz' },
    };
    await play(
      id,
      { kind: 'admitted' },
      { kind: 'job-started', job: 'train', run: 'digits-train-1', at },
      { kind: 'job-ended', job: 'train', state: 'failed', reason: 'exit code 1', result, at },
    );
    const failed = await get(id);
    expect(failed).toMatchObject({
      ...{ state: 'failed', reason: 'train failed' },
      jobs: [
        {
          ...{ state: 'failed', run: 'digits-train-1', reason: 'exit code 1', startedAt: at, endedAt: at },
          result: { metrics: { accuracy: 0.5 }, logTail: 'token (removed: a secret)' },
        },
        { state: 'skipped', reason: 'it needs train, which has failed' },
      ],
    });
    const again = await rerun(id);
    expect(again).toMatchObject({ state: 'queued', reason: 'run again by bob' });
    expect(again.jobs.map(({ state, attempt }) => [state, attempt])).toEqual([
      ['waiting', 2],
      ['waiting', 2],
    ]);
    expect(again).not.toHaveProperty('endedAt');
    await cancel(id);
    expect((await rerun(id, 'evaluate')).jobs.map(({ attempt }) => attempt)).toEqual([2, 3]);
  });

  it('of forks begin when a maintainer approves them, and not by being stopped and run again', async () => {
    const id = (await begin(ofFork()))?.id ?? 0;
    expect(await get(id)).toMatchObject({ state: 'waiting-for-approval', ref: '#3' });
    await expect(approve(id, 'bob')).rejects.toThrow(ForbiddenError);
    await cancel(id);
    expect(await rerun(id)).toMatchObject({ state: 'waiting-for-approval' });
    expect(await approve(id)).toMatchObject({ state: 'queued', reason: 'approved by alice' });
    await expect(approve(id)).rejects.toThrow(ConflictError);
  });

  it('begin once for what has started them', async () => {
    const event: WorkflowEvent = { name: 'push', branch: 'main', commit: newCommit() };
    expect(await begin(event, 'push-1')).toMatchObject({ run: { state: 'queued' }, version: 1 });
    expect(await begin(event, 'push-1')).toBeUndefined();
  });

  it('are started and changed by contributors, read by viewers, and not known to other teams', async () => {
    const { id } = await start();
    await expect(start('vera')).rejects.toThrow(ForbiddenError);
    await expect(cancel(id, 'vera')).rejects.toThrow(ForbiddenError);
    await expect(rerun(id, undefined, 'vera')).rejects.toThrow(ForbiddenError);
    await expect(start('mallory')).rejects.toThrow(ForbiddenError);
    await expect(get(id, 'mallory')).rejects.toThrow(ForbiddenError);
    const list = harness.as('mallory').call(listWorkflowRuns, { params: { team: 'vision' } });
    await expect(list).rejects.toThrow(ForbiddenError);
    await expect(get(id, 'mallory', 'audio')).rejects.toThrow(NotFoundError);
    await expect(cancel(id, 'mallory', 'audio')).rejects.toThrow(NotFoundError);
    await expect(rerun(id, undefined, 'mallory', 'audio')).rejects.toThrow(NotFoundError);
    await expect(approve(id, 'mallory', 'audio')).rejects.toThrow(NotFoundError);
    expect(await get(id)).toMatchObject({ state: 'queued' });
  });
});
