import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { agentEndpoints } from '@slipway/contracts';
import type { WorkflowRunRecord } from '@slipway/ports';
import { until } from '@slipway/testing';
import { advanceWorkflow, type WorkflowEvent, type WorkflowJobRun } from '@slipway/workflows';
import { begunWorkflow, commit, pushed } from './testing/begun-workflow.ts';
import { ended, pickedUp, SchedulerHarness, started } from './testing/scheduler-harness.ts';

describe('jobs of workflows', () => {
  let scheduler: SchedulerHarness;
  beforeAll(async () => {
    scheduler = await SchedulerHarness.start({ replicas: 2 });
    await scheduler.setUp();
  });
  afterAll(() => scheduler.stop());

  const found = async ({ id }: WorkflowRunRecord): Promise<WorkflowRunRecord> => {
    const record = await scheduler.database.workflowStore.find('vision', id);
    if (!record) throw new Error('there is no such run');
    return record;
  };
  const jobWhen = async (
    record: WorkflowRunRecord,
    name: string,
    condition: (job: WorkflowJobRun) => boolean,
  ): Promise<WorkflowJobRun> => {
    let job: WorkflowJobRun | undefined;
    await until(`job ${name} is as expected`, async () => {
      job = (await found(record)).run.jobs.find((each) => each.name === name);
      return job !== undefined && condition(job);
    });
    if (!job) throw new Error(`there is no job ${name}`);
    return job;
  };
  const runOf = async (record: WorkflowRunRecord, name: string): Promise<string> => {
    const { run } = await jobWhen(record, name, (job) => job.state === 'running');
    if (run === undefined) throw new Error(`${name} has no run`);
    await scheduler.push();
    await scheduler.runIn(run, 'committed');
    return run;
  };
  const write = (attempt: string, text: string): Promise<unknown> =>
    scheduler.database.schedulerStore.logs.append({ attempt, index: 0 }, 0, Buffer.from(text), 1_000_000);

  it('run as Jobs of the commit, one after the other, and give what came of them', async () => {
    const record = await begunWorkflow(
      scheduler,
      'digits',
      `    - name: test
      run: { image: python:3.13, command: [pytest] }
    - name: train
      needs: [test]
      run: { image: python:3.13, command: [python, train.py] }
`,
    );
    const test = await runOf(record, 'test');
    expect(test).toMatch(/^digits-test-/);
    const [path = ''] = [(await scheduler.run(test)).attempts[0]?.name];
    await write(
      `${test}-1`,
      'collected 3\n::warning file=./train.py,line=4,col=2,title=W1::unused%0Aimport\ndone\n',
    );
    await scheduler.report(
      path,
      pickedUp,
      started,
      { type: 'metric', name: 'passed', value: 3 },
      ended('succeeded'),
    );
    expect(await jobWhen(record, 'test', ({ state }) => state === 'succeeded')).toMatchObject({
      result: {
        ...{ cluster: 'local', metrics: { passed: 3 } },
        remarks: [
          { level: 'warning', path: 'train.py', line: 4, column: 2, title: 'W1', message: 'unused\nimport' },
        ],
      },
    });
    const train = await runOf(record, 'train');
    await write(`${train}-1`, 'epoch 1\nout of memory\n');
    await scheduler.report(`${train}-1`, pickedUp, started, ended('failed'));
    expect(await jobWhen(record, 'train', ({ state }) => state === 'failed')).toMatchObject({
      ...{ reason: 'the program failed', result: { logTail: 'epoch 1\nout of memory\n' } },
    });
    expect((await found(record)).run).toMatchObject({ state: 'failed', reason: 'train failed' });
  });

  it('build an image and keep its digest, which the next one runs', async () => {
    const record = await begunWorkflow(
      scheduler,
      'image',
      `    - name: build
      build: { image: ghcr.io/acme/digits, context: app, arguments: { V: "1" } }
    - name: use
      run: { imageFrom: build, command: [python, train.py] }
`,
    );
    const build = await runOf(record, 'build');
    const digest = `sha256:${'a'.repeat(64)}`;
    await write(
      `${build}-1`,
      `#9 pushing\n{"containerimage.config.digest":"sha256:b","containerimage.digest":"${digest}"}\n`,
    );
    await scheduler.report(`${build}-1`, pickedUp, started, ended('succeeded'));
    expect((await jobWhen(record, 'build', ({ state }) => state === 'succeeded')).result?.image).toBe(
      `ghcr.io/acme/digits@${digest}`,
    );
    const { run = '' } = await jobWhen(record, 'use', ({ state }) => state === 'running');
    const manifest = (await scheduler.pending()).find(({ resource }) => resource === `Run/vision/${run}`);
    expect(JSON.stringify(manifest?.operations)).toContain(`ghcr.io/acme/digits@${digest}`);
    expect(manifest).toMatchObject({
      requestedBy: 'workflow acme/digits',
      reason: `job use of image, a push to main, ${commit.slice(0, 12)}`,
    });
  });

  it('that can not run say why, and hold up no others', async () => {
    const record = await begunWorkflow(
      scheduler,
      'nowhere',
      `    - name: far
      run: { image: python:3.13, command: [x], placement: { clusters: [mars] } }
    - name: near
      run: { image: python:3.13, command: [x] }
`,
    );
    const far = await jobWhen(record, 'far', ({ state }) => state === 'failed');
    expect(far.reason).toMatch(/Job vision\/nowhere-far can't run/);
    await runOf(record, 'near');
  });

  it('that make no Job end, and are not tried for ever', async () => {
    const record = await begunWorkflow(
      scheduler,
      'unclonable',
      `    - name: test
      run: { image: python:3.13, command: [x] }
`,
      pushed,
      'http://ghe.example/acme/digits.git',
    );
    const test = await jobWhen(record, 'test', ({ state }) => state === 'failed');
    expect(test.reason).toContain('it makes no Job that can run');
  });

  it('are stopped with their workflow', async () => {
    const record = await begunWorkflow(
      scheduler,
      'stopped',
      `    - name: long
      run: { image: python:3.13, command: [x] }
`,
    );
    const run = await runOf(record, 'long');
    await scheduler.database.workflowStore.transaction(async (workflows) => {
      const locked = await workflows.lock(record.id);
      if (!locked) throw new Error('gone');
      const plan = { workflow: locked.workflow, event: locked.event };
      const next = advanceWorkflow(plan, locked.run, { kind: 'cancelled', reason: 'superseded by run 9' });
      await workflows.save({ ...locked, run: next }, scheduler.clock.now());
    });
    await until('the run is stopped', async () => (await scheduler.run(run)).state !== 'committed');
    const toDo = await scheduler.database.workflowStore.transaction((workflows) =>
      workflows.toDo('programs', scheduler.clock.now(), 100),
    );
    expect(toDo).not.toContain(record.id);
    await scheduler.push();
    await scheduler.report(`${run}-1`, pickedUp, ended('stopped'));
    expect(await jobWhen(record, 'long', ({ state }) => state === 'cancelled')).toMatchObject({
      reason: 'superseded by run 9',
    });
  });

  it('of a fork get no secrets and no token', async () => {
    const fork: WorkflowEvent = {
      ...{ name: 'pull_request', number: 3, base: 'main', branch: 'patch', author: 'eve', commit },
      fromFork: true,
    };
    const record = await begunWorkflow(
      scheduler,
      'fork',
      `    - name: test
      run:
        image: python:3.13
        command: [pytest]
        env: [{ name: KEY, secret: { name: cloud, key: token } }, { name: CI, value: "1" }]
`,
      fork,
    );
    const { run = '' } = await jobWhen(record, 'test', ({ state }) => state === 'running');
    const manifest = JSON.stringify((await scheduler.pending()).map(({ operations }) => operations));
    expect(manifest).toContain('name: CI');
    expect(manifest).not.toContain('cloud');
    await scheduler.push();
    await scheduler.runIn(run, 'committed');
    const params = { cluster: 'local', attempt: `${run}-1` };
    expect(await scheduler.as('agent-local').call(agentEndpoints.openTracking, { params })).toEqual({
      untracked: 'its code is not trusted: it gets no token',
    });
  });

  it('that somebody has started by hand are in his name, whatever he calls the repository', async () => {
    const event: WorkflowEvent = { name: 'manual', ref: 'main', by: 'alice', commit };
    const jobs = `    - name: test\n      run: { image: python:3.13, command: [pytest] }\n`;
    const record = await begunWorkflow(scheduler, 'by-hand', jobs, event);
    const { run = '' } = await jobWhen(record, 'test', ({ state }) => state === 'running');
    expect((await scheduler.run(run)).requestedBy).toBe('alice');
    await scheduler.push();
  });

  it('that preview a pull request end when their time is over', async () => {
    const event: WorkflowEvent = {
      ...{ name: 'pull_request', number: 4, base: 'main', branch: 'patch', author: 'ada', commit },
      fromFork: false,
    };
    const record = await begunWorkflow(
      scheduler,
      'preview',
      `    - name: app
      preview: { image: python:3.13, command: [python, serve.py], lifetime: 1h }
`,
      event,
    );
    const run = await runOf(record, 'app');
    scheduler.clock.advance(3_600_000);
    await jobWhen(record, 'app', ({ state }) => state === 'stopping');
    await scheduler.push();
    await scheduler.report(`${run}-1`, pickedUp, ended('stopped'));
    expect(await jobWhen(record, 'app', ({ state }) => state === 'cancelled')).toMatchObject({
      reason: 'its time of 1h is over',
    });
  });
});
