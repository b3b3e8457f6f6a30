import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resourceEndpoints } from '@slipway/contracts';
import { commitMessage } from '@slipway/changes';
import { openEnvironmentHistory } from '@slipway/git';
import type { EnvironmentHistory, ProposalRecord } from '@slipway/ports';
import { Branches, until } from '@slipway/testing';
import { advanceWorkflow } from '@slipway/workflows';
import { begunWorkflow } from './testing/begun-workflow.ts';
import { beginStudy, endedStudy, studyYaml, trial } from './testing/played-study.ts';
import { clusterYaml, jobYaml, teamYaml } from './testing/sample-resources.ts';
import { SchedulerHarness } from './testing/scheduler-harness.ts';

let branches: Branches;
let history: EnvironmentHistory;
let scheduler: SchedulerHarness;
beforeEach(async () => {
  branches = await Branches.start();
  history = await openEnvironmentHistory({ directory: branches.git });
  scheduler = await SchedulerHarness.start({ history });
  await scheduler.apply('root', {
    yaml: [teamYaml('vision'), clusterYaml('local'), clusterYaml('production')],
  });
  await commitPending();
});
afterEach(async () => {
  await scheduler.stop();
  await history.close();
  await branches[Symbol.asyncDispose]();
});

/** Plays the committer, in git too. */
async function commitPending(): Promise<void> {
  for (const change of await scheduler.pending()) {
    const files = Object.fromEntries(
      change.operations.map((operation) => [
        operation.path,
        operation.op === 'write' ? operation.content : undefined,
      ]),
    );
    const commit = await branches.write('main', files, { message: commitMessage(change) });
    await scheduler.database.changeQueue.settle('environment', commit, [
      { id: change.id, state: 'pushed', commit },
    ]);
  }
}

/** `slipway.yaml` with these rules, which hold from now on. */
async function rules(...changes: readonly object[]): Promise<void> {
  const settings = {
    ...{ apiVersion: 'slipway.dev/v1', kind: 'Environment', metadata: { name: 'acme' } },
    spec: { changes },
  };
  await branches.write('main', { 'slipway.yaml': JSON.stringify(settings) });
  scheduler.clock.advance(5_000);
}

const proposals = (): Promise<readonly ProposalRecord[]> =>
  scheduler.database.proposalStore('environment').inState('accepted', 10);
const job = () =>
  scheduler.as('vera').call(resourceEndpoints.getJob, { params: { team: 'vision', name: 'digits' } });

describe('what slipway.yaml wants a pull request of', () => {
  it('is proposed when it is applied: its own files, and nothing that is rendered from them', async () => {
    await rules({ pattern: '/teams/vision/jobs/', by: 'pull-request', autoMerge: true });
    const yaml = jobYaml('vision', 'digits', { source: { files: ['train.py'] } });
    const request = { yaml, files: { 'train.py': 'print(1)\n' }, reason: 'a first try' };
    const paths = ['teams/vision/jobs/digits.yaml', 'teams/vision/jobs/digits/train.py'];
    const applied = await scheduler.applyOne('alice', request);
    expect(applied).toEqual({
      ...{ kind: 'Job', team: 'vision', name: 'digits', action: 'proposed' },
      ...{ proposal: expect.any(String), paths },
    });
    const [proposal, ...others] = await proposals();
    expect(others).toEqual([]);
    expect(proposal).toMatchObject({
      ...{ id: applied.proposal, subject: 'Add Job/vision/digits', key: 'Job/vision/digits' },
      ...{ requestedBy: 'alice', reason: 'a first try', autoMerge: true, team: 'vision' },
    });
    expect(proposal?.operations.map(({ path }) => path)).toEqual(paths);
    expect(await scheduler.pending()).toEqual([]);
    await expect(job()).rejects.toMatchObject({ code: 'not_found' });
    expect((await scheduler.applyOne('alice', request)).proposal).toBe(applied.proposal);
  });

  it('can be what costs more than a rule allows, at the prices of the cluster that it may go to', async () => {
    const pool = { name: 'all', nodes: 1, cpu: 10, memory: '100Gi', pricePerHour: 30 };
    await scheduler.apply('root', { yaml: [clusterYaml('local', { nodePools: [pool] })] });
    await commitPending();
    await rules({ pattern: '/teams/', by: 'pull-request', hourlyCostAbove: 20 });
    // A tenth of the node each: 3 dollars an hour.
    const atATime = (count: number) => [
      jobYaml('vision', 'digits', { replicas: count }),
      studyYaml('workers', { workers: count }),
      studyYaml('jobs', { workers: count, ofJobs: true }),
    ];
    for (const [count, action] of [
      [7, 'proposed'],
      [6, 'created'],
    ] as const)
      for (const yaml of atATime(count))
        expect(await scheduler.applyOne('alice', { yaml, dryRun: true })).toMatchObject({ action });
  });

  it('is said to be so by a dry run, which proposes nothing', async () => {
    await rules({ pattern: '/teams/', by: 'pull-request' });
    const applied = await scheduler.applyOne('alice', { yaml: jobYaml('vision', 'digits'), dryRun: true });
    expect(applied).toMatchObject({ action: 'proposed', paths: ['teams/vision/jobs/digits.yaml'] });
    expect(applied.proposal).toBeUndefined();
    expect(await proposals()).toEqual([]);
  });

  it('is also what may run on a cluster whose paths it names', async () => {
    await rules({ pattern: '/clusters/production/', by: 'pull-request' });
    const anywhere = await scheduler.applyOne('alice', { yaml: jobYaml('vision', 'digits') });
    expect(anywhere.action).toBe('proposed');
    const local = jobYaml('vision', 'digits', { placement: { clusters: ['local'] } });
    expect((await scheduler.applyOne('alice', { yaml: local })).action).toBe('created');
  });

  it('is proposed when it is deleted', async () => {
    await scheduler.applyOne('alice', { yaml: jobYaml('vision', 'digits'), run: 'never' });
    await commitPending();
    await rules({ pattern: '/teams/vision/jobs/', by: 'pull-request' });
    const deleted = await scheduler
      .as('alice')
      .call(resourceEndpoints.deleteJob, { params: { team: 'vision', name: 'digits' } });
    expect(deleted).toMatchObject({ proposal: expect.any(String), paths: ['teams/vision/jobs/digits.yaml'] });
    expect(deleted.change).toBeUndefined();
    expect((await job()).generation).toBe(1);
    const [proposal] = await proposals();
    expect(proposal?.operations).toEqual([{ op: 'delete', path: 'teams/vision/jobs/digits.yaml' }]);
  });

  it('is not guessed while slipway.yaml can not be read', async () => {
    await branches.write('main', { 'slipway.yaml': 'kind: Environment\nspec: 7\n' });
    scheduler.clock.advance(5_000);
    await expect(scheduler.applyOne('alice', { yaml: jobYaml('vision', 'digits') })).rejects.toThrow(
      'slipway.yaml of the environment repository has to be mended first',
    );
  });

  it('is the Job that a study has found the best values for, with the trial that had them as evidence', async () => {
    const yaml = [
      studyYaml('tune', { target: { job: 'digits' } }),
      jobYaml('vision', 'digits', { args: ['--x=9'] }),
    ];
    await scheduler.apply('alice', { yaml, run: 'never' });
    await commitPending();
    await rules({ pattern: '/teams/vision/jobs/', by: 'pull-request' });
    await beginStudy(scheduler, 'tune', endedStudy, [trial(0, [0.5]), trial(1, [0.25])]);
    await until('its result is appended', async () => (await scheduler.pending()).length > 0);
    const [result] = await scheduler.pending();
    expect(result?.operations.map(({ path }) => path)).toEqual(['teams/vision/studies/tune.result.yaml']);
    const [proposal] = await proposals();
    expect(proposal).toMatchObject({
      ...{ subject: 'Best values of Study/vision/tune for digits', key: 'Job/vision/digits' },
      reason: 'the study has ended: all 10 trials ended',
      operations: [{ path: 'teams/vision/jobs/digits.yaml', content: expect.stringContaining('--x=0.1') }],
    });
    expect(proposal?.evidence).toBe(
      'Trial 1 is the best of 2 that were completed (0 were stopped early, 0 failed).\n\n' +
        '|  | trial 1 |\n| --- | --- |\n| `loss (minimize)` | `0.25` |\n| `x` | `0.1` |',
    );
    expect((await job()).generation).toBe(1);
  });

  it('is what a study has found while slipway.yaml can not be read, and its result is committed all the same', async () => {
    const yaml = [
      studyYaml('tune', { target: { job: 'digits' } }),
      jobYaml('vision', 'digits', { args: ['--x=9'] }),
    ];
    await scheduler.apply('alice', { yaml, run: 'never' });
    await commitPending();
    await branches.write('main', { 'slipway.yaml': 'kind: Environment\nspec: 7\n' });
    scheduler.clock.advance(5_000);
    await beginStudy(scheduler, 'tune', endedStudy, [trial(0, [0.5]), trial(1, [0.25])]);
    await until('its result is appended', async () => (await scheduler.pending()).length > 0);
    const [result] = await scheduler.pending();
    expect(result?.operations.map(({ path }) => path)).toEqual(['teams/vision/studies/tune.result.yaml']);
    expect(await proposals()).toMatchObject([{ key: 'Job/vision/digits', autoMerge: false }]);
  });
});

describe('a job of a workflow', () => {
  const jobsOf = async (id: number) =>
    (await scheduler.database.workflowStore.find('vision', id))?.run.jobs ?? [];
  const program = (cluster: string): string =>
    `    - name: train\n      run: { image: python:3.13, command: [x], placement: { clusters: [${cluster}] } }\n`;

  it('does not go around what slipway.yaml wants a pull request of', async () => {
    await rules({ pattern: '/clusters/production/', by: 'pull-request' });
    const { id } = await begunWorkflow(scheduler, 'guarded', program('production'));
    await until('it has failed', async () => (await jobsOf(id))[0]?.state === 'failed');
    expect((await jobsOf(id))[0]?.reason).toContain('slipway.yaml, spec.changes[0] wants a pull request');
  });

  it('is stopped, and none is started, while slipway.yaml can not be read', async () => {
    const { id } = await begunWorkflow(scheduler, 'stopped', program('local'));
    await until('it is at work', async () => (await jobsOf(id))[0]?.state === 'running');
    await branches.write('main', { 'slipway.yaml': 'kind: [' });
    scheduler.clock.advance(5_000);
    const waiting = await begunWorkflow(scheduler, 'waiting', program('local'));
    await scheduler.database.workflowStore.transaction(async (workflows) => {
      const record = await workflows.lock(id);
      if (!record) throw new Error('it is gone');
      const run = advanceWorkflow(record, record.run, { kind: 'cancelled', reason: 'enough' });
      await workflows.save({ ...record, run }, scheduler.clock.now());
    });
    await until('it was told', async () => (await jobsOf(id))[0]?.isAskedToStop === true);
    expect((await jobsOf(waiting.id))[0]).toMatchObject({ state: 'ready' });
  });
});
