import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HistoryCursor, HistoryPoint, LoggedBatch, LoggedMetric, TrackingStore } from '@slipway/ports';
import { openDatabase, type Database } from '../database.ts';
import { newTeam } from '../testing/sample-records.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';

let test: TestDatabase;
let database: Database;
let store: TrackingStore;

beforeAll(async () => {
  test = await createTestDatabase();
  database = await openDatabase({ url: test.url });
  store = database.trackingStore;
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const openTeam = async (): Promise<string> => {
  const team = newTeam();
  await store.openTeam(team, 'mlflow-artifacts:', 1);
  return team;
};

let runs = 0;
const addRun = async (team: string, experimentId = '0'): Promise<string> => {
  const id = `run${String((runs += 1))}`;
  await store.createRun(team, { id, experimentId, name: id, userId: '', startTime: runs, tags: [] });
  return id;
};

const log = (team: string, run: string, batch: Partial<LoggedBatch>) =>
  store.log(team, run, { metrics: [], params: [], tags: [], ...batch });
const at = (timestamp: number, value: number, step = 0): LoggedMetric => ({
  key: 'm',
  timestamp,
  step,
  value,
});
const history = async (
  team: string,
  run: string,
  limit = 1_000,
  after?: HistoryCursor,
): Promise<readonly HistoryPoint[]> => {
  const { points, next } = await store.readHistory(team, run, { key: 'm', after, limit });
  return [...points, ...(next ? await history(team, run, limit, next) : [])];
};
const values = async (team: string, run: string, limit?: number): Promise<readonly number[]> =>
  (await history(team, run, limit)).map(({ value }) => value);

describe('experiments', () => {
  it('are numbered from 0 in each team, with the first one there from the beginning', async () => {
    const team = await openTeam();
    const create = (name: string) =>
      store.createExperiment(team, {
        name,
        artifactLocation: undefined,
        artifactRoot: 'mlflow-artifacts:',
        tags: [{ key: 'k', value: 'v' }],
        at: 5,
      });
    expect(await create('one')).toBe('1');
    expect(await create('one')).toBeUndefined();
    expect(await create('Default')).toBeUndefined();
    expect(await create('two')).toBe('2');
    expect((await store.findExperiment(team, '0'))?.artifactLocation).toBe('mlflow-artifacts:/0');
    expect(await store.findExperimentByName(team, 'two')).toEqual({
      id: '2',
      name: 'two',
      artifactLocation: 'mlflow-artifacts:/2',
      lifecycleStage: 'active',
      creationTime: 5,
      lastUpdateTime: 5,
      tags: [{ key: 'k', value: 'v' }],
    });
    expect(await store.findExperiment(await openTeam(), '1')).toBeUndefined();
  });

  it.each([
    ['mlflow-artifacts:/', 'mlflow-artifacts:/'],
    ['mlflow-artifacts:', 'mlflow-artifacts:/'],
    ['s3://bucket/a//', 's3://bucket/a/'],
    ['/srv/mlruns', '/srv/mlruns/'],
  ])('keep their artifacts below %s, one slash behind it', async (artifactRoot, below) => {
    const team = newTeam();
    await store.openTeam(team, artifactRoot, 1);
    const made = { name: 'one', artifactLocation: undefined, artifactRoot, tags: [], at: 1 };
    expect(await store.createExperiment(team, made)).toBe('1');
    for (const id of ['0', '1'])
      expect((await store.findExperiment(team, id))?.artifactLocation).toBe(`${below}${id}`);
  });

  it('take their runs along when they are deleted and restored', async () => {
    const team = await openTeam();
    const run = await addRun(team);
    expect(await store.moveExperiment(team, '0', 'deleted', 7)).toBe(true);
    expect(await store.moveExperiment(team, '0', 'deleted', 8)).toBe(false);
    expect(await store.findExperiment(team, '0')).toMatchObject({
      lifecycleStage: 'deleted',
      lastUpdateTime: 7,
    });
    expect((await store.findRun(team, run))?.lifecycleStage).toBe('deleted');
    expect(await log(team, run, { tags: [{ key: 'a', value: 'b' }] })).toBe('not-active');
    const late = { id: 'late', experimentId: '0', name: 'late', userId: '', startTime: 1, tags: [] };
    expect(await store.createRun(team, late)).toBe('not-active');
    expect(await store.renameExperiment(team, '0', 'other', 9)).toBe('not-active');
    expect(await store.moveExperiment(team, '0', 'active', 10)).toBe(true);
    expect((await store.findRun(team, run))?.lifecycleStage).toBe('active');
  });

  it('have names of their own when many are created and renamed at once', async () => {
    const team = await openTeam();
    const create = (name: string) =>
      store.createExperiment(team, { name, artifactLocation: 's3://b', artifactRoot: '', tags: [], at: 1 });
    const ids = await Promise.all(Array.from({ length: 20 }, (_, index) => create(`e${String(index % 10)}`)));
    const made = ids.filter((id) => id !== undefined);
    expect(new Set(made).size).toBe(10);
    const renamed = await Promise.all(made.map((id) => store.renameExperiment(team, id, 'wanted', 2)));
    expect(renamed.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(renamed.filter((outcome) => outcome === 'name-taken')).toHaveLength(9);
  });
});

describe('a run', () => {
  it('keeps its name in its tag, whichever of them is set', async () => {
    const team = await openTeam();
    const run = await addRun(team);
    await log(team, run, {
      tags: [
        { key: 'mlflow.runName', value: 'tagged' },
        { key: 'k', value: 'first' },
        { key: 'k', value: 'last' },
      ],
    });
    expect((await store.findRun(team, run))?.name).toBe('tagged');
    await log(team, run, { tags: [{ key: 'mlflow.runName', value: '' }] });
    await store.updateRun(team, run, { name: 'updated', status: 'FINISHED', endTime: 9 });
    const details = await store.readRun(team, run);
    expect(details).toMatchObject({ name: 'updated', status: 'FINISHED', endTime: 9 });
    expect(details?.tags).toEqual([
      { key: 'k', value: 'last' },
      { key: 'mlflow.runName', value: 'updated' },
    ]);
  });

  it('belongs to its team alone', async () => {
    const team = await openTeam();
    const run = await addRun(team);
    await log(team, run, { metrics: [at(1, 1)] });
    const other = await openTeam();
    expect(await store.findRun(other, run)).toBeUndefined();
    expect(await store.readRun(other, run)).toBeUndefined();
    expect(await log(other, run, { metrics: [at(2, 2)] })).toBe('no-run');
    expect(await store.moveRun(other, run, 'deleted')).toBe(false);
    expect(await values(other, run)).toEqual([]);
    expect(await values(team, run)).toEqual([1]);
  });

  it('lies at the location of its experiment, before a query of it', async () => {
    const team = await openTeam();
    const artifactLocation = 's3://bucket/x/?region=a/b';
    const id = await store.createExperiment(team, {
      name: 'q',
      artifactLocation,
      artifactRoot: '',
      tags: [],
      at: 1,
    });
    const run = await addRun(team, id);
    expect((await store.findRun(team, run))?.artifactUri).toBe(`s3://bucket/x/${run}/artifacts?region=a/b`);
  });
});

describe('params', () => {
  it('never change: of two values at once one stays, and the other request stores nothing', async () => {
    const team = await openTeam();
    const run = await addRun(team);
    const outcomes = await Promise.all(
      ['a', 'b', 'a', 'b', 'a', 'b'].map((value) =>
        log(team, run, {
          params: [
            { key: `only ${value}`, value: 'x' },
            { key: 'p', value },
          ],
          metrics: [{ key: `m${value}`, timestamp: 1, step: 0, value: 1 }],
        }),
      ),
    );
    const details = await store.readRun(team, run);
    const kept = details?.params.find(({ key }) => key === 'p')?.value ?? '';
    const lost = kept === 'a' ? 'b' : 'a';
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(3);
    expect(outcomes).toContainEqual([{ key: 'p', value: lost, oldValue: kept }]);
    expect(details?.params.map(({ key }) => key)).toEqual([`only ${kept}`, 'p']);
    expect(details?.metrics.map(({ key }) => key)).toEqual([`m${kept}`]);
  });
});

describe('metrics', () => {
  it('have the point of the highest step, timestamp and value as their latest, in whatever order they come', async () => {
    const team = await openTeam();
    const run = await addRun(team);
    const points = [at(5, 1, 2), at(9, 2, 1), at(5, 3, 2), at(4, 9, 2), at(1, Number.NaN, 0)];
    for (const point of points) await log(team, run, { metrics: [point] });
    expect((await store.readRun(team, run))?.metrics).toEqual([at(5, 3, 2)]);
    await log(team, run, { metrics: points });
    await log(team, run, { metrics: [at(0, Number.NaN, 3)] });
    expect((await store.readRun(team, run))?.metrics).toEqual([at(0, Number.NaN, 3)]);
  });

  it('keep NaN, and infinite values as the largest finite ones', async () => {
    const team = await openTeam();
    const run = await addRun(team);
    await log(team, run, { metrics: [at(1, Number.NaN), at(1, Infinity), at(1, -Infinity), at(1, 0)] });
    expect(await values(team, run)).toEqual([-Number.MAX_VALUE, 0, Number.NaN, Number.MAX_VALUE]);
  });

  it('have each point once, however often and wherever it was logged, read before or not', async () => {
    const team = await openTeam();
    const run = await addRun(team);
    const batch = Array.from({ length: 50 }, (_, index) => at(index, index % 7, index));
    for (let round = 0; round < 3; round += 1) {
      await log(team, run, { metrics: batch });
      await log(team, run, { metrics: [...batch.slice(20).toReversed(), ...batch.slice(0, 5)] });
      expect(await values(team, run, 7)).toEqual(batch.map(({ value }) => value));
    }
  });

  it('of batches at once to one run are all there, once', async () => {
    const team = await openTeam();
    const run = await addRun(team);
    const keys = Array.from({ length: 30 }, (_, index) => `k${String(index)}`);
    await Promise.all(
      Array.from({ length: 24 }, (_, batch) =>
        log(team, run, {
          metrics: (batch % 2 === 0 ? keys : keys.toReversed()).map((key) => ({
            key,
            timestamp: batch,
            step: batch,
            value: batch,
          })),
          tags: [{ key: 'last', value: String(batch) }],
        }).then(() => (batch % 5 === 0 ? store.readRun(team, run) : undefined)),
      ),
    );
    const details = await store.readRun(team, run);
    expect(details?.metrics).toHaveLength(30);
    for (const { value } of details?.metrics ?? []) expect(value).toBe(23);
    for (const key of keys) {
      const { points } = await store.readHistory(team, run, { key, after: undefined, limit: 100 });
      expect(points.map(({ step }) => step)).toEqual(Array.from({ length: 24 }, (_, step) => step));
    }
  });

  it('that others go on logging do not keep a reader waiting', async () => {
    const team = await openTeam();
    const run = await addRun(team);
    await log(team, run, { metrics: [at(0, 0)] });
    let isReading = true;
    let logged = 0;
    const logging = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (isReading) await log(team, run, { metrics: [at(1, (logged += 1))] });
      }),
    );
    const read = await store.readRun(team, run);
    const loggedMeanwhile = logged;
    isReading = false;
    await logging;
    // Tens of thousands when the reader waits until nothing is left to settle.
    expect(loggedMeanwhile).toBeLessThan(3_000);
    expect(read?.metrics.map(({ key }) => key)).toEqual(['m']);
    expect(await values(team, run)).toHaveLength(logged + 1);
  });

  it('reach their places without a reader', async () => {
    const team = await openTeam();
    const run = await addRun(team);
    await log(team, run, { metrics: [at(1, 1)] });
    const stopping = new AbortController();
    const settling = store.keepSettled(stopping.signal);
    const second = await openDatabase({ url: test.url });
    const alongside = second.trackingStore.keepSettled(stopping.signal);
    for (let batch = 0; batch < 300; batch += 1) {
      await log(team, run, {
        metrics: Array.from({ length: 1_000 }, (_, index) => at(batch, index, index)),
      });
    }
    const { points } = await store.readHistory(team, run, {
      key: 'm',
      after: { timestamp: 298, step: 999, value: 999, from: 290 },
      limit: 250_000,
    });
    expect(points).toHaveLength(1_000);
    stopping.abort();
    await Promise.all([settling, alongside]);
    await second.close();
    const sample = await store.sampleHistory(team, run, { key: 'm', steps: { first: 0, last: 0 }, limit: 3 });
    expect(sample.map(({ timestamp }) => timestamp)).toEqual([0, 100, 299]);
  });
});

describe('inputs and outputs', () => {
  it('are kept once each, in the order they came', async () => {
    const team = await openTeam();
    const run = await addRun(team);
    const dataset = (name: string, source = 's') => ({
      dataset: { name, digest: 'd', sourceType: 't', source, schema: undefined, profile: '{}' },
      tags: [{ key: 'mlflow.data.context', value: 'train' }],
    });
    const models = [{ modelId: 'm-2', step: 0 }];
    await store.addInputs(team, run, {
      datasets: [dataset('z'), dataset('a'), dataset('z', 'again')],
      models,
    });
    await store.addInputs(team, run, { datasets: [dataset('a', 'later')], models });
    await store.addOutputs(team, run, [{ modelId: 'm-1', step: 3 }]);
    await store.addOutputs(team, run, [{ modelId: 'm-1', step: 4 }]);
    const details = await store.readRun(team, run);
    expect(details?.datasets).toEqual([dataset('z'), dataset('a')]);
    expect(details?.modelInputs).toEqual(models);
    expect(details?.modelOutputs).toEqual([{ modelId: 'm-1', step: 3 }]);
    expect(await store.listDatasets(team, ['0', '5'], 10)).toEqual([
      { experimentId: '0', name: 'a', digest: 'd', context: 'train' },
      { experimentId: '0', name: 'z', digest: 'd', context: 'train' },
    ]);
    expect(await store.addInputs(team, 'other', { datasets: [], models: [] })).toBe('no-run');
  });

  it('of runs at once share their datasets', async () => {
    const team = await openTeam();
    const ids = await Promise.all(Array.from({ length: 8 }, () => addRun(team)));
    const input = {
      dataset: {
        name: 'n',
        digest: 'd',
        sourceType: 't',
        source: 's',
        schema: undefined,
        profile: undefined,
      },
      tags: [],
    };
    await Promise.all(ids.map((id) => store.addInputs(team, id, { datasets: [input], models: [] })));
    for (const id of ids) expect((await store.readRun(team, id))?.datasets).toEqual([input]);
  });
});
