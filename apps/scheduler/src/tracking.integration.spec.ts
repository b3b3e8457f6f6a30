import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agentEndpoints } from '@slipway/contracts';
import { jobYaml } from './testing/sample-resources.ts';
import { SchedulerHarness, ended, pickedUp, started } from './testing/scheduler-harness.ts';

describe('the tracking of attempts', () => {
  let scheduler: SchedulerHarness;
  beforeAll(async () => {
    scheduler = await SchedulerHarness.start();
    await scheduler.setUp();
  });
  afterAll(() => scheduler.stop());

  const startedRun = async (name: string): Promise<{ run: string; attempt: string; commit: string }> => {
    const { run = '' } = await scheduler.applyOne('alice', {
      yaml: jobYaml('vision', name),
      run: 'always',
    });
    const [pushed] = await scheduler.push();
    await scheduler.runIn(run, 'committed');
    return { run, attempt: `${run}-1`, commit: pushed?.commit ?? '' };
  };
  const open = (attempt: string) =>
    scheduler.as('agent-local').call(agentEndpoints.openTracking, { params: { cluster: 'local', attempt } });
  const trackedRun = async (run: string) => (await scheduler.run(run)).tracked;

  it('opens one run in the experiment of the Job, however often it is asked for', async () => {
    const { run, attempt, commit } = await startedRun('digits');
    const [first, second] = await Promise.all([open(attempt), open(attempt)]);
    const { tracking } = first;
    expect(tracking).toMatchObject({ uri: '/teams/vision', experimentName: 'digits' });
    expect(second.tracking?.runId).toBe(tracking?.runId);
    const kept = await scheduler.database.trackingStore.readRun('vision', tracking?.runId ?? '');
    expect(kept).toMatchObject({ name: run, userId: 'alice', status: 'RUNNING' });
    expect(Object.fromEntries((kept?.tags ?? []).map(({ key, value }) => [key, value]))).toMatchObject({
      'mlflow.runName': run,
      'mlflow.source.name': 'Job/vision/digits',
      'slipway.job': 'digits',
      'slipway.run': run,
      'slipway.attempt': attempt,
      'slipway.commit': commit,
    });
    expect(await trackedRun(run)).toMatchObject({ attempt, runId: tracking?.runId, metrics: [] });
  });

  it.each([
    ['mlflow-artifacts:/', 'mlflow-artifacts:/1/'],
    ['s3://bucket/a/', 's3://bucket/a/.teams/vision/1/'],
  ])(
    'has artifacts below %s where the model registry has those of the team: %s',
    async (artifactRoot, below) => {
      const other = await SchedulerHarness.start({ artifactRoot });
      try {
        await other.setUp();
        const { run = '' } = await other.applyOne('alice', { yaml: jobYaml('vision', 'digits') });
        await other.push();
        await other.runIn(run, 'committed');
        const params = { cluster: 'local', attempt: `${run}-1` };
        const { tracking } = await other.as('agent-local').call(agentEndpoints.openTracking, { params });
        const id = tracking?.runId ?? '';
        const kept = await other.database.trackingStore.readRun('vision', id);
        expect(kept?.artifactUri).toBe(`${below}${id}/artifacts`);
      } finally {
        await other.stop();
      }
    },
  );

  it.each([
    ['succeeded', 'FINISHED'],
    ['failed', 'FAILED'],
    ['stopped', 'KILLED'],
    ['lost', 'FAILED'],
  ] as const)('closes the run of an attempt that has %s as %s', async (outcome, status) => {
    const { run, attempt } = await startedRun(`ends-${outcome}`);
    const { tracking } = await open(attempt);
    await scheduler.report(attempt, pickedUp, started, ended(outcome));
    const details = await scheduler.runWhen(run, ({ tracked }) => tracked?.status === status);
    expect(details.tracked?.runId).toBe(tracking?.runId);
  });

  it('says why a run is not tracked whose experiment is deleted', async () => {
    const { attempt } = await startedRun('forgotten');
    const { trackingStore } = scheduler.database;
    const { tracking } = await open(attempt);
    await trackingStore.moveExperiment('vision', tracking?.experimentId ?? '', 'deleted', 0);
    const again = await startedRun('forgotten');
    expect(await open(again.attempt)).toEqual({
      token: expect.stringMatching(/^slipway_run_/),
      untracked: 'the experiment forgotten is deleted: restore it to have runs tracked again',
    });
  });

  it('is nothing that other clusters or people can open', async () => {
    const { attempt } = await startedRun('private');
    const params = { cluster: 'far', attempt };
    await expect(scheduler.as('agent-far').call(agentEndpoints.openTracking, { params })).rejects.toThrow(
      'There is no attempt',
    );
    await expect(scheduler.as('root').call(agentEndpoints.openTracking, { params })).rejects.toThrow(
      'the agent of cluster',
    );
  });
});
