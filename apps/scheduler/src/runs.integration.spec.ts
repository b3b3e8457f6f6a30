import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runEndpoints, type Run } from '@slipway/contracts';
import { jobYaml, teamYaml } from './testing/sample-resources.ts';
import { ended, pickedUp, SchedulerHarness, started } from './testing/scheduler-harness.ts';

let scheduler: SchedulerHarness;
let job: string;
let jobs = 0;

beforeAll(async () => {
  // Two schedulers follow all outcomes at once, as in production.
  scheduler = await SchedulerHarness.start({ replicas: 2 });
  await scheduler.setUp();
});

afterAll(() => scheduler.stop());

beforeEach(() => {
  job = `job-${String((jobs += 1))}`;
});

const startRun = async (spec: object = {}): Promise<string> =>
  (await scheduler.applyOne('alice', { yaml: jobYaml('vision', job, spec) })).run ?? '';

const cancel = (run: string): Promise<Run> =>
  scheduler
    .as('alice')
    .call(runEndpoints.cancelRun, { params: { team: 'vision', run }, body: { reason: 'enough' } });

const eventTypes = async (run: string): Promise<string[]> => {
  const types: string[] = [];
  const stream = scheduler
    .as('vera')
    .events(runEndpoints.watchRuns, { params: { team: 'vision' }, query: { run, follow: false } });
  for await (const { data } of stream) types.push(data.type);
  return types;
};

/** Waits until the change that retires the run lies in the log, and pushes it. */
const retire = async (run: string): Promise<Run> => {
  await scheduler.runWhen(run, ({ endedAt }) => endedAt !== undefined);
  await scheduler.push();
  return scheduler.runWhen(run, ({ retiredBy }) => retiredBy !== undefined);
};

describe('a run', () => {
  it('goes from its commit through the agent to success and is retired by a commit', async () => {
    const run = await startRun();
    const [change] = await scheduler.push();
    const committed = await scheduler.runIn(run, 'committed');
    expect(committed.attempts).toMatchObject([{ state: 'committed', commit: change?.commit }]);

    const attempt = `${run}-1`;
    await scheduler.report(
      attempt,
      pickedUp,
      { type: 'preparing', step: 'python', message: 'Installing' },
      started,
    );
    expect(await scheduler.run(run)).toMatchObject({
      state: 'running',
      startedAt: scheduler.clock.now().toISOString(),
    });
    await scheduler.report(attempt, ended('succeeded'));
    expect(await scheduler.run(run)).toMatchObject({
      state: 'succeeded',
      endedAt: scheduler.clock.now().toISOString(),
    });

    const [retiring] = await scheduler.pending();
    expect(retiring).toMatchObject({
      subject: `Retire ${run}: succeeded`,
      resource: `Run/vision/${run}`,
      requestedBy: 'alice',
      operations: [{ op: 'delete', path: `clusters/local/runs/vision/2026-11-24/${attempt}.yaml` }],
    });
    expect((await retire(run)).retiredBy).toMatch(/^commit-/);
    expect(await eventTypes(run)).toEqual([
      'accepted',
      'committed',
      'picked-up',
      'preparing',
      'started',
      'ended',
      'finished',
      'retired',
    ]);
  });

  it('that fails is attempted again after its backoff, in one commit that replaces the manifest', async () => {
    const run = await startRun({ retries: { limit: 1, backoff: { initial: '1h', max: '2h' } } });
    await scheduler.push();
    await scheduler.report(`${run}-1`, pickedUp, started, ended('failed'));
    expect(await scheduler.run(run)).toMatchObject({
      state: 'backing-off',
      attempts: [{ state: 'failed', exitCode: 1 }],
    });
    scheduler.clock.advance(3_600_000);
    await scheduler.runWhen(run, ({ attempts }) => attempts.length === 2);
    expect(await scheduler.pending()).toMatchObject([
      {
        subject: `Run ${run}: attempt 2`,
        reason: 'attempt 1 failed: the program failed',
        operations: [
          { op: 'delete', path: expect.stringContaining(`${run}-1.yaml`) },
          { op: 'write', path: expect.stringContaining(`${run}-2.yaml`) },
        ],
      },
    ]);
    await scheduler.push();
    await scheduler.report(`${run}-2`, pickedUp, started, ended('failed'));
    const failed = await retire(run);
    expect(failed).toMatchObject({ state: 'failed', reason: 'the program failed' });
  });

  it('that is lost is attempted again at once', async () => {
    const run = await startRun();
    await scheduler.push();
    await scheduler.report(`${run}-1`, pickedUp, started, ended('lost'));
    expect(await scheduler.run(run)).toMatchObject({
      state: 'pending',
      attempts: [{ state: 'lost' }, { state: 'pending', epoch: 2 }],
    });
    await scheduler.push();
    await scheduler.report(`${run}-2`, ended('succeeded'));
    expect((await retire(run)).state).toBe('succeeded');
  });

  it('can be started again as its Job stands', async () => {
    const first = await startRun();
    const second = await scheduler.as('alice').call(runEndpoints.startRun, {
      params: { team: 'vision', name: job },
      body: { reason: 'once more' },
    });
    expect(second).toMatchObject({ job, state: 'pending', requestedBy: 'alice' });
    expect(second.name).not.toBe(first);
    const changes = await scheduler.push();
    expect(changes.at(-1)).toMatchObject({ subject: `Run ${second.name}`, reason: 'once more' });
  });
});

describe('cancelling', () => {
  it('stops a running run: its manifest goes, and it is cancelled when the agent says so', async () => {
    const run = await startRun();
    await scheduler.push();
    await scheduler.report(`${run}-1`, pickedUp, started);
    expect(await cancel(run)).toMatchObject({ state: 'cancelling' });
    expect(await cancel(run)).toMatchObject({ state: 'cancelling' });
    expect(await scheduler.push()).toMatchObject([
      { subject: `Retire ${run}: cancelling`, reason: 'enough' },
    ]);
    await scheduler.runWhen(run, ({ retiredBy }) => retiredBy !== undefined);
    expect((await scheduler.run(run)).state).toBe('cancelling');
    await scheduler.report(`${run}-1`, ended('stopped'));
    expect(await scheduler.run(run)).toMatchObject({ state: 'cancelled', reason: 'enough' });
    expect(await scheduler.pending()).toEqual([]);
    expect(await cancel(run)).toMatchObject({ state: 'cancelled' });
  });

  it('is done as soon as the manifest is gone when no agent has picked it up', async () => {
    const run = await startRun();
    await cancel(run);
    await scheduler.push();
    const cancelled = await scheduler.runIn(run, 'cancelled');
    expect(cancelled).toMatchObject({ attempts: [{ state: 'stopped' }], retiredBy: expect.any(String) });
  });

  it('is done at once when the manifest never reached git', async () => {
    const run = await startRun();
    await cancel(run);
    await scheduler.reject('protected');
    expect((await scheduler.runIn(run, 'cancelled')).attempts).toMatchObject([{ state: 'failed' }]);
  });

  it('is refused for a run that has succeeded', async () => {
    const run = await startRun();
    await scheduler.push();
    await scheduler.report(`${run}-1`, ended('succeeded'));
    await expect(cancel(run)).rejects.toMatchObject({ code: 'conflict' });
    await retire(run);
  });
});

describe('the quota of runs', () => {
  it('lets no more runs be active than it says, and the others follow in their order', async () => {
    await scheduler.apply('root', { yaml: teamYaml('small', { quota: { runs: 1 } }) });
    await scheduler.push();
    const runs: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      runs.push((await scheduler.applyOne('root', { yaml: jobYaml('small', name) })).run ?? '');
    }
    const [a = '', b = '', c = ''] = runs;
    const attempts = async (run: string): Promise<number> =>
      (await scheduler.run(run, 'small')).attempts.length;
    expect(await Promise.all([a, b, c].map(attempts))).toEqual([1, 0, 0]);
    await scheduler.push();

    const stop = (run: string) =>
      scheduler.as('root').call(runEndpoints.cancelRun, { params: { team: 'small', run }, body: {} });
    await stop(a);
    await scheduler.push();
    await scheduler.runWhen(b, (run) => run.attempts.length === 1, 'small');
    expect(await attempts(c)).toBe(0);
    expect(await stop(c)).toMatchObject({ state: 'cancelled', attempts: [] });
  });
});

describe('the quota of runs that is raised', () => {
  it('admits runs that wait already before one that is new', async () => {
    const [, , waiting] = await scheduler.apply('root', {
      yaml: [teamYaml('patient', { quota: { runs: 1 } }), jobYaml('patient', 'a'), jobYaml('patient', 'b')],
    });
    const [, late] = await scheduler.apply('root', {
      yaml: [teamYaml('patient', { quota: { runs: 2 } }), jobYaml('patient', 'c')],
    });
    await scheduler.runWhen(waiting?.run ?? '', ({ attempts }) => attempts.length === 1, 'patient');
    expect((await scheduler.run(late?.run ?? '', 'patient')).attempts).toEqual([]);
    await scheduler.push();
  });
});

describe('two schedulers', () => {
  it('take every run through exactly once under load', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `${job}-${String(index)}`);
    const applied = await scheduler.apply('alice', {
      yaml: names.map((name) =>
        jobYaml('vision', name, { retries: { limit: 1, backoff: { initial: '0s', max: '0s' } } }),
      ),
    });
    const runs = applied.flatMap(({ run }) => run ?? []);
    await scheduler.push();
    await Promise.all(runs.map((run) => scheduler.report(`${run}-1`, pickedUp, started, ended('failed'))));
    for (const run of runs) await scheduler.runWhen(run, ({ attempts }) => attempts.length === 2);
    const retries = await scheduler.push();
    expect(retries).toHaveLength(runs.length);
    await Promise.all(runs.map((run) => scheduler.report(`${run}-2`, ended('succeeded'))));
    const retirements = await scheduler.push();
    expect(retirements).toHaveLength(runs.length);
    for (const run of runs) {
      expect(await scheduler.runWhen(run, ({ retiredBy }) => retiredBy !== undefined)).toMatchObject({
        state: 'succeeded',
      });
    }
    expect(await scheduler.pending()).toEqual([]);
  });
});
