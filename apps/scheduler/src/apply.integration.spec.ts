import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { resourceEndpoints, runEndpoints } from '@slipway/contracts';
import { ConflictError } from '@slipway/kernel';
import { clusterYaml, jobYaml, teamYaml } from './testing/sample-resources.ts';
import { SchedulerHarness } from './testing/scheduler-harness.ts';

let scheduler: SchedulerHarness;
let job: string;
let jobs = 0;

beforeAll(async () => {
  scheduler = await SchedulerHarness.start();
  await scheduler.setUp();
});

afterAll(() => scheduler.stop());

beforeEach(async () => {
  await scheduler.push();
  job = `job-${String((jobs += 1))}`;
});

const listed = async (): Promise<unknown[]> => {
  const { items } = await scheduler
    .as('root')
    .call(runEndpoints.listRuns, { params: { team: 'vision' }, query: { job } });
  return items;
};

const getJob = (name = job) =>
  scheduler.as('vera').call(resourceEndpoints.getJob, { params: { team: 'vision', name } });

describe('applying a Job', () => {
  it('accepts one change with the Job, its files and the manifest of its first run', async () => {
    const applied = await scheduler.applyOne('alice', {
      yaml: jobYaml('vision', job, { source: { files: ['train.py'] } }),
      files: { 'train.py': 'print("hello")\n' },
      reason: 'first try',
    });
    const run = applied.run ?? '';
    const manifest = `clusters/local/runs/vision/2026-11-24/${run}-1.yaml`;
    expect(applied).toMatchObject({ kind: 'Job', team: 'vision', name: job, action: 'created' });
    expect(applied.paths).toEqual([
      `teams/vision/jobs/${job}.yaml`,
      `teams/vision/jobs/${job}/train.py`,
      manifest,
    ]);

    const [change, ...others] = await scheduler.pending();
    expect(others).toEqual([]);
    expect(change).toMatchObject({
      id: applied.change,
      team: 'vision',
      service: 'scheduler',
      requestedBy: 'alice',
      reason: 'first try',
      resource: `Job/vision/${job}`,
      subject: `Add Job/vision/${job}, run ${run}`,
      traceparent: expect.stringMatching(/^00-/),
    });
    expect(change?.operations.map(({ op, path }) => `${op} ${path}`)).toEqual(
      applied.paths.map((path) => `write ${path}`),
    );
    expect(await scheduler.run(run)).toMatchObject({
      state: 'pending',
      job,
      generation: 1,
      requestedBy: 'alice',
      attempts: [{ name: `${run}-1`, epoch: 1, cluster: 'local', state: 'pending', change: applied.change }],
    });
    expect(await getJob()).toMatchObject({
      kind: 'Job',
      metadata: { name: job },
      generation: 1,
      change: applied.change,
    });
  });

  it('makes no change and no run when nothing is different', async () => {
    const yaml = jobYaml('vision', job);
    await scheduler.apply('alice', { yaml });
    await scheduler.push();
    const again = await scheduler.applyOne('alice', { yaml: `# only a comment\n${yaml}` });
    expect(again).toEqual({ kind: 'Job', team: 'vision', name: job, action: 'unchanged', paths: [] });
    expect(await scheduler.pending()).toEqual([]);
    expect(await listed()).toHaveLength(1);
  });

  it('raises the generation and starts a run when it is different', async () => {
    await scheduler.apply('alice', { yaml: jobYaml('vision', job) });
    const updated = await scheduler.applyOne('alice', { yaml: jobYaml('vision', job, { args: ['x'] }) });
    expect(updated).toMatchObject({ action: 'updated', run: expect.any(String) });
    expect(await scheduler.run(updated.run ?? '')).toMatchObject({ generation: 2 });
    expect(await getJob()).toMatchObject({ generation: 2, spec: { args: ['x'] } });
  });

  it('is a change when only a source file is different, and deletes files that it no longer names', async () => {
    const first = jobYaml('vision', job, { source: { files: ['a.py', 'lib/b.py'] } });
    await scheduler.apply('alice', { yaml: first, files: { 'a.py': '1', 'lib/b.py': '2' } });
    expect(
      await scheduler.applyOne('alice', { yaml: first, files: { 'a.py': '1', 'lib/b.py': '3' } }),
    ).toMatchObject({ action: 'updated' });
    await scheduler.push();
    const second = jobYaml('vision', job, { source: { files: ['a.py'] } });
    await scheduler.apply('alice', { yaml: second, files: { 'a.py': '1' }, run: 'never' });
    const [change] = await scheduler.pending();
    expect(change?.operations).toContainEqual({ op: 'delete', path: `teams/vision/jobs/${job}/lib/b.py` });
  });

  it('starts no run when told never, and one also of an unchanged Job when told always', async () => {
    const yaml = jobYaml('vision', job);
    expect((await scheduler.applyOne('alice', { yaml, run: 'never' })).run).toBeUndefined();
    expect(await listed()).toEqual([]);
    await scheduler.push();
    const always = await scheduler.applyOne('alice', { yaml, run: 'always' });
    const path = `clusters/local/runs/vision/2026-11-24/${always.run ?? ''}-1.yaml`;
    expect(always).toMatchObject({ action: 'unchanged', run: expect.any(String), paths: [path] });
    expect(await scheduler.pending()).toMatchObject([
      { id: always.change, resource: `Run/vision/${always.run ?? ''}` },
    ]);
  });

  it('says what would happen on a dry run and writes nothing', async () => {
    const dry = await scheduler.applyOne('alice', { yaml: jobYaml('vision', job), dryRun: true });
    expect(dry).toMatchObject({ action: 'created' });
    expect(dry.paths).toHaveLength(2);
    expect([dry.change, dry.run]).toEqual([undefined, undefined]);
    expect(await scheduler.pending()).toEqual([]);
    expect(await listed()).toEqual([]);
    await expect(getJob()).rejects.toMatchObject({ code: 'not_found' });
  });

  it('writes again what was rejected', async () => {
    const yaml = jobYaml('vision', job);
    const first = await scheduler.applyOne('alice', { yaml });
    await scheduler.reject('somebody protects this path');
    const failed = await scheduler.runIn(first.run ?? '', 'failed');
    expect(failed.reason).toBe('The change was rejected: somebody protects this path');
    await expect(
      scheduler.as('alice').call(runEndpoints.startRun, { params: { team: 'vision', name: job }, body: {} }),
    ).rejects.toThrow('was rejected: somebody protects this path');
    expect(await scheduler.applyOne('alice', { yaml })).toMatchObject({
      action: 'updated',
      run: expect.any(String),
    });
  });

  it('keeps the order of generations in the log when many apply at once', async () => {
    const count = 8;
    await Promise.all(
      Array.from({ length: count }, (_, index) =>
        scheduler.apply('alice', { yaml: jobYaml('vision', job, { args: [String(index)] }), run: 'never' }),
      ),
    );
    const { generation, change } = await getJob();
    const changes = (await scheduler.pending()).filter(({ resource }) => resource === `Job/vision/${job}`);
    expect(generation).toBe(count);
    expect(changes).toHaveLength(count);
    expect(changes.at(-1)?.id).toBe(change);
  });
});

describe('applying Teams and Clusters', () => {
  it('renders the namespace of a team on every cluster that it may use, whichever comes first', async () => {
    const [far, team] = await scheduler.apply('root', {
      yaml: [clusterYaml('far'), teamYaml('robotics', { clusters: ['far'] })],
    });
    expect(far?.paths).toEqual(
      expect.arrayContaining([
        'clusters/far/cluster.yaml',
        'clusters/far/teams/vision/team.yaml',
        'clusters/far/teams/robotics/team.yaml',
      ]),
    );
    expect(team?.paths).toEqual(
      expect.arrayContaining(['teams/robotics/team.yaml', 'clusters/local/teams/robotics/team.yaml']),
    );
    const change = (await scheduler.pending()).find(({ resource }) => resource === 'Team/robotics');
    expect(change?.operations).toContainEqual({
      op: 'delete',
      path: 'clusters/local/teams/robotics/team.yaml',
    });

    const next = await scheduler.applyOne('root', { yaml: teamYaml('robotics') });
    expect(next.paths.toSorted()).toEqual([
      'clusters/far/teams/robotics/team.yaml',
      'clusters/local/teams/robotics/team.yaml',
      'teams/robotics/team.yaml',
    ]);
  });

  it('lets a Job of the same request use them', async () => {
    const applied = await scheduler.apply('root', { yaml: [jobYaml('fresh', job), teamYaml('fresh')] });
    expect(applied.map(({ kind, action }) => [kind, action])).toEqual([
      ['Job', 'created'],
      ['Team', 'created'],
    ]);
  });
});

describe('deleting a Job', () => {
  const remove = () =>
    scheduler.as('alice').call(resourceEndpoints.deleteJob, { params: { team: 'vision', name: job } });

  it('removes it and its files from desired state', async () => {
    const yaml = jobYaml('vision', job, { source: { files: ['a.py'] } });
    await scheduler.apply('alice', { yaml, files: { 'a.py': '1' }, run: 'never' });
    await scheduler.push();
    const deleted = await remove();
    expect(deleted).toMatchObject({ kind: 'Job', team: 'vision', name: job });
    expect(await scheduler.pending()).toMatchObject([
      {
        id: deleted.change,
        subject: `Delete Job/vision/${job}`,
        operations: [
          { op: 'delete', path: `teams/vision/jobs/${job}.yaml` },
          { op: 'delete', path: `teams/vision/jobs/${job}/a.py` },
        ],
      },
    ]);
    await expect(getJob()).rejects.toMatchObject({ code: 'not_found' });
    await expect(remove()).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is refused while a run has not ended', async () => {
    await scheduler.apply('alice', { yaml: jobYaml('vision', job) });
    await expect(remove()).rejects.toThrow(ConflictError);
  });
});
