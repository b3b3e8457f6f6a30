import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunIdentity, RunRecord } from '@slipway/ports';
import { openDatabase, type Database } from '../database.ts';
import {
  addSampleRun,
  admitted,
  newRun,
  newTeam,
  sampleIdentity,
  sampleTime,
} from '../testing/sample-records.ts';
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

const addRun = (team: string, overrides: Partial<RunIdentity> = {}): Promise<RunRecord> =>
  addSampleRun(database.schedulerStore, team, overrides);

const save = (...runs: readonly RunRecord[]): Promise<void> =>
  database.schedulerStore.transaction((store) => store.saveRuns(runs));

describe('runs', () => {
  it('come back as they were stored', async () => {
    const team = newTeam();
    const run = await addRun(team, {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    const changed: RunRecord = {
      ...admitted(run),
      startedAt: sampleTime,
      progress: { fraction: 0.25, message: 'epoch 1' },
      backoff: { epoch: 1, due: sampleTime },
    };
    await save(changed);
    expect(await database.schedulerStore.findRun(team, run.name)).toEqual({
      ...changed,
      metrics: [],
      artifacts: [],
    });
    const [locked, byName, unknown] = await database.schedulerStore.transaction(async (store) => [
      (await store.lockRuns([run.id, 999_999]))[0],
      await store.lockRun(team, run.name),
      await store.lockRun('other', run.name),
    ]);
    expect([locked, byName, unknown]).toEqual([changed, changed, undefined]);
  });

  it('do not take a name that is taken', async () => {
    const run = await addRun(newTeam());
    const again = await database.schedulerStore.transaction((store) =>
      store.addRun(sampleIdentity('other', { name: run.name, revision: run.revision }), newRun),
    );
    expect(again).toBeUndefined();
  });

  it('are listed newest first, page by page, by job and state', async () => {
    const team = newTeam();
    const runs = [await addRun(team), await addRun(team, { job: 'other' }), await addRun(team)];
    await save(admitted(runs[2] ?? runs[0] ?? (await addRun(team))));
    const names = async (
      filter: Parameters<Database['schedulerStore']['listRuns']>[1],
      after: number | undefined,
      limit: number,
    ): Promise<string[]> =>
      (await database.schedulerStore.listRuns(team, filter, { after, limit })).map(({ name }) => name);
    const newest = runs.map(({ name }) => name).reverse();
    expect(await names({}, undefined, 10)).toEqual(newest);
    expect(await names({}, undefined, 2)).toEqual(newest.slice(0, 2));
    expect(await names({}, runs[1]?.id, 10)).toEqual(newest.slice(2));
    expect(await names({ job: 'other' }, undefined, 10)).toEqual([runs[1]?.name]);
    expect(await names({ state: 'succeeded' }, undefined, 10)).toEqual([]);
  });

  it('that have not ended are seen by their job and counted by state', async () => {
    const team = newTeam();
    const run = await addRun(team);
    const unended = (): Promise<boolean> =>
      database.schedulerStore.transaction((store) => store.hasUnendedRun(team, 'digits'));
    expect(await unended()).toBe(true);
    expect((await database.schedulerStore.countRuns()).get('pending')).toBeGreaterThan(0);
    await save({ ...run, run: { ...run.run, state: 'cancelled' } });
    expect(await unended()).toBe(false);
  });

  it('wait for a slot of the quota until they have an attempt', async () => {
    const team = newTeam();
    const [first, second] = [await addRun(team), await addRun(team)];
    const look = () =>
      database.schedulerStore.transaction(async (store) => ({
        ...(await store.lockQuota(team)),
        held: await store.heldRuns(team, 10),
        waiting: (await store.teamsWithHeldRuns()).includes(team),
      }));
    expect(await look()).toEqual({ active: 0, held: [first.id, second.id], waiting: true });
    await save(admitted(first));
    expect(await look()).toEqual({ active: 1, held: [second.id], waiting: true });
    await save(admitted(second));
    expect(await look()).toEqual({ active: 2, held: [], waiting: false });
  });

  it('whose backoff is over are found once by two schedulers', async () => {
    const run = await addRun(newTeam());
    await save({
      ...admitted(run),
      run: { ...run.run, state: 'backing-off' },
      backoff: { epoch: 1, due: sampleTime },
    });
    const due = (now: Date): Promise<readonly number[]> =>
      database.schedulerStore.transaction((store) => store.elapsedBackoffs(now, 10));
    expect(await due(new Date(sampleTime.getTime() - 1))).not.toContain(run.id);
    await database.schedulerStore.transaction(async (store) => {
      expect(await store.elapsedBackoffs(sampleTime, 10)).toContain(run.id);
      expect(await due(sampleTime)).not.toContain(run.id);
    });
  });
});

describe('attempts', () => {
  it('are found by name with their run', async () => {
    const run = await addRun(newTeam());
    await save(admitted(run));
    const name = `${run.name}-1`;
    const address = {
      name,
      epoch: 1,
      cluster: 'local',
      recorded: 0,
      team: run.team,
      run: run.name,
      runId: run.id,
      state: 'pending',
    };
    expect(await database.schedulerStore.findAttempt(name)).toEqual(address);
    expect(await database.schedulerStore.findAttempt('unknown')).toBeUndefined();
    const found = await database.schedulerStore.transaction((store) => store.findAttempts([name, 'unknown']));
    expect(found).toEqual([address]);
  });
});
