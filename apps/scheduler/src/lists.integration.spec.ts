import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { resourceEndpoints, runEndpoints, type Endpoint, type RequestOf } from '@slipway/contracts';
import { jobYaml } from './testing/sample-resources.ts';
import { SchedulerHarness } from './testing/scheduler-harness.ts';

type Query<E extends Endpoint> = NonNullable<RequestOf<E>['query']>;

let scheduler: SchedulerHarness;
const runs: string[] = [];

beforeAll(async () => {
  scheduler = await SchedulerHarness.start();
  await scheduler.setUp();
  for (const name of ['c', 'a', 'b']) {
    runs.push((await scheduler.applyOne('alice', { yaml: jobYaml('vision', name) })).run ?? '');
  }
});

afterAll(() => scheduler.stop());

const params = { team: 'vision' };

describe('lists', () => {
  it('of Jobs go by name, page by page', async () => {
    const first = await scheduler
      .as('vera')
      .call(resourceEndpoints.listJobs, { params, query: { limit: 2 } });
    expect(first.items.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
    const query = { limit: 2, cursor: first.cursor };
    const second = await scheduler.as('vera').call(resourceEndpoints.listJobs, { params, query });
    expect(second.items.map(({ metadata }) => metadata.name)).toEqual(['c']);
    expect(second.cursor).toBeUndefined();
  });

  it('of runs go from the newest, page by page, by Job and state', async () => {
    const list = (query: Query<typeof runEndpoints.listRuns>) =>
      scheduler.as('vera').call(runEndpoints.listRuns, { params, query });
    const first = await list({ limit: 2 });
    expect(first.items.map(({ name }) => name)).toEqual([runs[2], runs[1]]);
    expect((await list({ limit: 2, cursor: first.cursor })).items.map(({ name }) => name)).toEqual([runs[0]]);
    expect((await list({ job: 'a' })).items.map(({ name }) => name)).toEqual([runs[1]]);
    expect((await list({ state: 'succeeded' })).items).toEqual([]);
  });

  it('of metrics go in the order of the reports, page by page', async () => {
    const [run = ''] = runs;
    const points = [1, 2, 3].map((value) => ({ type: 'metric', name: 'loss', value }) as const);
    await scheduler.report(`${run}-1`, ...points);
    const list = (query: Query<typeof runEndpoints.runMetrics>) =>
      scheduler.as('vera').call(runEndpoints.runMetrics, { params: { ...params, run }, query });
    const first = await list({ limit: 2, name: 'loss' });
    expect(first.items.map(({ value }) => value)).toEqual([1, 2]);
    expect((await list({ limit: 2, cursor: first.cursor })).items.map(({ value }) => value)).toEqual([3]);
  });

  it('of teams show those that the caller may read', async () => {
    const names = async (principal: string): Promise<string[]> => {
      const { items } = await scheduler.as(principal).call(resourceEndpoints.listTeams, { query: {} });
      return items.map(({ metadata }) => metadata.name);
    };
    expect(await names('root')).toEqual(['speech', 'vision']);
    expect(await names('vera')).toEqual(['vision']);
    expect(await names('agent-local')).toEqual([]);
  });

  it('of clusters show all to everybody who is signed in', async () => {
    const { items } = await scheduler.as('bob').call(resourceEndpoints.listClusters, { query: {} });
    expect(items.map(({ metadata }) => metadata.name)).toEqual(['local']);
  });

  it('refuse a cursor that no list gave', async () => {
    await expect(
      scheduler.as('vera').call(resourceEndpoints.listJobs, { params, query: { cursor: '!!' } }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('other teams', () => {
  it('see nothing of it', async () => {
    const bob = scheduler.as('bob');
    await expect(bob.call(resourceEndpoints.listJobs, { params, query: {} })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(bob.call(runEndpoints.listRuns, { params, query: {} })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const [run = ''] = runs;
    await expect(bob.call(runEndpoints.getRun, { params: { team: 'speech', run } })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(
      bob.call(runEndpoints.cancelRun, { params: { team: 'speech', run }, body: {} }),
    ).rejects.toMatchObject({ code: 'not_found' });
    await expect(
      bob.call(runEndpoints.startRun, { params: { team: 'speech', name: 'a' }, body: {} }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  it('keep viewers from writing', async () => {
    const [run = ''] = runs;
    await expect(
      scheduler.as('vera').call(runEndpoints.cancelRun, { params: { ...params, run }, body: {} }),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});
