import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunRecord } from '@slipway/ports';
import { openDatabase, type Database } from '../database.ts';
import { addSampleRun, newTeam, sampleTime } from '../testing/sample-records.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = await openDatabase({ url: test.url });
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const addRun = (team: string): Promise<RunRecord> => addSampleRun(database.schedulerStore, team);

describe('metrics and artifacts', () => {
  const add = (run: number, maxNames: number, ...points: readonly [string, number][]): Promise<void> =>
    database.schedulerStore.transaction((store) =>
      store.addMetrics(
        points.map(([name, value], step) => ({ run, name, value, step, at: sampleTime })),
        maxNames,
      ),
    );

  it('keep the history in order and the latest value of each metric', async () => {
    const team = newTeam();
    const run = await addRun(team);
    await add(run.id, 10, ['loss', 0.5], ['accuracy', 0.8], ['loss', 0.25]);
    await add(run.id, 10, ['loss', 0.125]);
    const history = await database.schedulerStore.listMetrics(run.id, undefined, {
      after: undefined,
      limit: 10,
    });
    expect(history.map(({ name, value }) => [name, value])).toEqual([
      ['loss', 0.5],
      ['accuracy', 0.8],
      ['loss', 0.25],
      ['loss', 0.125],
    ]);
    const after = history[1]?.id;
    const rest = await database.schedulerStore.listMetrics(run.id, 'loss', { after, limit: 1 });
    expect(rest.map(({ value }) => value)).toEqual([0.25]);
    expect((await database.schedulerStore.findRun(team, run.name))?.metrics).toEqual([
      { name: 'accuracy', value: 0.8, step: 1, at: sampleTime },
      { name: 'loss', value: 0.125, step: 0, at: sampleTime },
    ]);
  });

  it('take no more names than the bound, and further points of known ones', async () => {
    const run = await addRun(newTeam());
    await add(run.id, 2, ['a', 1]);
    await add(run.id, 2, ['c', 1], ['b', 1], ['a', 2], ['c', 2]);
    await add(run.id, 2, ['d', 1], ['c', 3]);
    const history = await database.schedulerStore.listMetrics(run.id, undefined, {
      after: undefined,
      limit: 10,
    });
    expect(history.map(({ name, value }) => `${name}${String(value)}`)).toEqual([
      'a1',
      'c1',
      'a2',
      'c2',
      'c3',
    ]);
  });

  it('give the artifact of the newest attempt that has it', async () => {
    const run = await addRun(newTeam());
    const artifact = (epoch: number, name: string) => ({
      attempt: `${run.name}-${String(epoch)}`,
      name,
      bytes: epoch,
      sha256: 'f00',
      key: `key-${String(epoch)}`,
    });
    await database.schedulerStore.transaction(async (store) => {
      await store.saveArtifact(run.id, 1, artifact(1, 'model'));
      await store.saveArtifact(run.id, 2, artifact(2, 'model'));
      await store.saveArtifact(run.id, 1, artifact(1, 'report'));
      await store.saveArtifact(run.id, 1, artifact(1, 'report'));
    });
    expect(await database.schedulerStore.findArtifact(run.id, 'model')).toEqual(artifact(2, 'model'));
    expect(await database.schedulerStore.findArtifact(run.id, 'report')).toEqual(artifact(1, 'report'));
    expect(await database.schedulerStore.findArtifact(run.id, 'other')).toBeUndefined();
    expect((await database.schedulerStore.findRun(run.team, run.name))?.artifacts).toHaveLength(3);
  });
});
