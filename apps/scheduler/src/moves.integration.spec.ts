import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { agentEndpoints, runEndpoints, type Run } from '@slipway/contracts';
import { clusterYaml, jobYaml, teamYaml } from './testing/sample-resources.ts';
import { ended, pickedUp, SchedulerHarness, started } from './testing/scheduler-harness.ts';

let scheduler: SchedulerHarness;
let job: string;
let jobs = 0;

beforeAll(async () => {
  scheduler = await SchedulerHarness.start({ replicas: 2 });
  await scheduler.setUp();
  await scheduler.apply('root', { yaml: clusterYaml('far') });
  await scheduler.push();
});

afterAll(() => scheduler.stop());

beforeEach(async () => {
  job = `job-${String((jobs += 1))}`;
  await setAvailability('local', 'available');
  await setAvailability('far', 'available');
});

const both = { clusters: ['local', 'far'] };

/** A run that is executing on the cluster local. */
async function running(placement: object = both): Promise<string> {
  const { run = '' } = await scheduler.applyOne('alice', {
    yaml: jobYaml('vision', job, { placement }),
  });
  await scheduler.push();
  await scheduler.report(`${run}-1`, pickedUp, started);
  return run;
}

const move = (run: string, body: { cluster?: string; reason?: string } = {}, by = 'alice'): Promise<Run> =>
  scheduler.as(by).call(runEndpoints.moveRun, { params: { team: 'vision', run }, body });

async function setAvailability(name: string, availability: string): Promise<void> {
  await scheduler.apply('root', {
    yaml: JSON.stringify({
      apiVersion: 'slipway.dev/v1',
      kind: 'Cluster',
      metadata: { name },
      spec: { provider: 'local', reconciler: 'local', availability },
    }),
  });
  await scheduler.push();
}

describe('moving a run', () => {
  it('withdraws its attempt, and commits the next one elsewhere when nothing of it runs any more', async () => {
    const run = await running();
    expect(await move(run, { cluster: 'far', reason: 'cheaper' })).toMatchObject({
      state: 'moving',
      cluster: 'far',
    });
    const [withdrawal] = await scheduler.push();
    expect(withdrawal).toMatchObject({
      subject: `Withdraw ${run}-1 from local`,
      operations: [{ op: 'write', content: expect.stringContaining('suspend: true') }],
    });
    expect(await scheduler.pending()).toEqual([]);
    await scheduler.report(`${run}-1`, ended('stopped'));
    const [next] = await scheduler.push();
    expect(next?.operations).toMatchObject([
      { op: 'delete', path: withdrawal?.operations[0]?.path },
      { op: 'write', path: expect.stringMatching(`^clusters/far/runs/vision/.*/${run}-2\\.yaml$`) },
    ]);
    expect(await scheduler.runIn(run, 'committed')).toMatchObject({
      attempts: [
        { cluster: 'local', state: 'stopped' },
        { cluster: 'far', state: 'committed' },
      ],
    });
  });

  it('lets a run that succeeds meanwhile be, and retires it', async () => {
    const run = await running();
    await move(run);
    await scheduler.push();
    await scheduler.report(`${run}-1`, ended('succeeded'));
    expect(await scheduler.run(run)).toMatchObject({ state: 'succeeded', attempts: [{ epoch: 1 }] });
    const [retirement] = await scheduler.push();
    expect(retirement?.operations).toMatchObject([{ op: 'delete' }]);
  });

  it('leaves a run where it is when its withdrawal is rejected', async () => {
    const run = await running();
    await move(run);
    await scheduler.reject('protected');
    expect(await scheduler.runIn(run, 'running')).toMatchObject({ cluster: 'local' });
  });

  it('changes nothing when it goes there already, and refuses what its placement does not allow', async () => {
    const run = await running({ clusters: ['local'] });
    expect(await move(run, { cluster: 'local' })).toMatchObject({ state: 'running' });
    await expect(move(run, { cluster: 'far' })).rejects.toMatchObject({
      code: 'conflict',
      message: `The run ${run} can't move to far: no available cluster of team vision is one of local; there are far.`,
    });
    await expect(move(run)).rejects.toMatchObject({ code: 'conflict' });
    await expect(move(run, { cluster: 'nowhere' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(move(run, {}, 'vera')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(move(run, {}, 'bob')).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is refused for a run that has ended or is being cancelled', async () => {
    const run = await running();
    await scheduler.as('alice').call(runEndpoints.cancelRun, { params: { team: 'vision', run }, body: {} });
    await expect(move(run)).rejects.toMatchObject({ message: `The run ${run} is being cancelled.` });
    await scheduler.report(`${run}-1`, ended('succeeded'));
    await expect(move(run)).rejects.toMatchObject({ message: `The run ${run} has ended: it succeeded.` });
  });

  it('places a run that waits for a slot without a commit', async () => {
    await scheduler.apply('root', { yaml: teamYaml('vision', { quota: { runs: 1 } }) });
    await running();
    const { run: held = '' } = await scheduler.applyOne('alice', {
      yaml: jobYaml('vision', `${job}-held`, { placement: both }),
    });
    await scheduler.push();
    expect(await move(held, { cluster: 'far' })).toMatchObject({ state: 'pending', cluster: 'far' });
    expect(await scheduler.pending()).toEqual([]);
    await scheduler.apply('root', { yaml: teamYaml('vision') });
    expect(await scheduler.runWhen(held, ({ attempts }) => attempts.length === 1)).toMatchObject({
      attempts: [{ cluster: 'far' }],
    });
  });
});

describe('a cluster', () => {
  it('gets no run while it is cordoned', async () => {
    await setAvailability('local', 'cordoned');
    const { run = '' } = await scheduler.applyOne('alice', {
      yaml: jobYaml('vision', job, { placement: both }),
    });
    expect(await scheduler.run(run)).toMatchObject({ cluster: 'far' });
  });

  it('that is declared lost is left by its runs, and what it says later does not count', async () => {
    const run = await running();
    await setAvailability('local', 'lost');
    scheduler.clock.advance(6_000);
    const left = await scheduler.runWhen(run, ({ attempts }) => attempts.length === 2);
    expect(left).toMatchObject({
      attempts: [{ state: 'lost', reason: 'cluster local is declared lost' }, { cluster: 'far' }],
    });
    const progress = { type: 'progress', fraction: 0.9, message: 'almost' } as const;
    await scheduler.report(
      `${run}-1`,
      { type: 'metric', name: 'loss', value: 1 },
      progress,
      ended('succeeded'),
    );
    const now = await scheduler.run(run);
    expect(now).toMatchObject({ state: 'pending', metrics: [], artifacts: [] });
    expect(now.progress).toBeUndefined();
    const output = scheduler.as('agent-local').call(agentEndpoints.putArtifact, {
      params: { cluster: 'local', attempt: `${run}-1`, name: 'model' },
      stream: Readable.from([Buffer.from('late')]),
    });
    await expect(output).rejects.toMatchObject({ code: 'conflict' });
  });

  it('that is silent for too long is left by runs that may execute twice, and by no others', async () => {
    const careful = await running();
    job = `${job}-hasty`;
    const hasty = await running({ ...both, onClusterLoss: 'move' });
    await scheduler.silence('local', 901);
    scheduler.clock.advance(6_000);
    const left = await scheduler.runWhen(hasty, ({ attempts }) => attempts.length === 2);
    expect(left.attempts[0]?.reason).toMatch(/^cluster local has been silent for 15m/);
    expect(await scheduler.run(careful)).toMatchObject({ state: 'running', attempts: [{ epoch: 1 }] });
    await scheduler.silence('local', 100);
  });

  it('that is lost keeps the runs that may go nowhere else', async () => {
    const run = await running({ clusters: ['local'] });
    await setAvailability('local', 'lost');
    const other = await scheduler.applyOne('alice', {
      yaml: jobYaml('vision', `${job}-other`, { placement: both }),
    });
    scheduler.clock.advance(6_000);
    await scheduler.push();
    await scheduler.runIn(other.run ?? '', 'committed');
    expect(await scheduler.run(run)).toMatchObject({ attempts: [{ epoch: 1, state: 'running' }] });
  });

  it('that is lost is left also while a run on it belongs to nobody any more', async () => {
    await scheduler.applyOne('bob', { yaml: jobYaml('speech', job, { placement: both }) });
    const run = await running();
    const speech = { kind: 'Team', team: undefined, name: 'speech' };
    const { schedulerStore } = scheduler.database;
    await schedulerStore.transaction((store) => store.deleteResource(speech));
    await setAvailability('local', 'lost');
    scheduler.clock.advance(6_000);
    expect(await scheduler.runWhen(run, ({ attempts }) => attempts.length === 2)).toMatchObject({
      attempts: [{ state: 'lost' }, { cluster: 'far' }],
    });
  });

  it('gets no answer for attempts that are on another one', async () => {
    const run = await running();
    const { recorded } = await scheduler.as('agent-far').call(agentEndpoints.report, {
      params: { cluster: 'far' },
      body: {
        reports: [
          {
            team: 'vision',
            run,
            attempt: `${run}-1`,
            sequence: 3,
            at: new Date().toISOString(),
            report: ended('stopped'),
          },
        ],
      },
    });
    expect(recorded).toEqual({ [`${run}-1`]: -1 });
  });
});
