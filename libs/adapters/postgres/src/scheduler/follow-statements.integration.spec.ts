import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunRecord } from '@slipway/ports';
import { openDatabase, type Database } from '../database.ts';
import { sampleChange } from '../testing/sample-change.ts';
import { addSampleRun, newTeam } from '../testing/sample-records.ts';
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

describe('awaited changes', () => {
  it('are taken with their outcome, in log order, once by two schedulers', async () => {
    const run = await addRun(newTeam());
    const repository = run.team;
    const changes = [1, 2, 3, 4].map(() => sampleChange({ repository }));
    const [pushed, rejected, same, waiting] = changes.map(({ id }) => id);
    for (const change of changes) await database.appendChange(change);
    const key = { kind: 'Team', team: undefined, name: 'vision' };
    await database.schedulerStore.transaction(async (store) => {
      await store.awaitChange({ change: same ?? '', purpose: 'retirement', run: run.id });
      await store.awaitChange({ change: rejected ?? '', purpose: 'resource', key });
      await store.awaitChange({ change: pushed ?? '', purpose: 'attempt', run: run.id, epoch: 1 });
      await store.awaitChange({ change: waiting ?? '', purpose: 'attempt', run: run.id, epoch: 2 });
    });
    await database.changeQueue.settle(repository, 'h', [
      { id: same ?? '', state: 'no-effect', commit: 'c1' },
      { id: pushed ?? '', state: 'pushed', commit: 'c2' },
      { id: rejected ?? '', state: 'rejected', reason: 'no' },
    ]);
    const take = (): Promise<unknown> =>
      database.schedulerStore.transaction((store) => store.takeSettled(10));
    const taken = await database.schedulerStore.transaction(async (store) => {
      const mine = await store.takeSettled(10);
      expect(await take()).toEqual([]);
      return mine;
    });
    expect(taken).toEqual([
      {
        awaited: { change: pushed, purpose: 'attempt', run: run.id, epoch: 1 },
        outcome: { state: 'pushed', commit: 'c2' },
      },
      {
        awaited: { change: rejected, purpose: 'resource', key },
        outcome: { state: 'rejected', reason: 'no' },
      },
      {
        awaited: { change: same, purpose: 'retirement', run: run.id },
        outcome: { state: 'no-effect', commit: 'c1' },
      },
    ]);
    expect(await take()).toEqual([]);
  });

  it('stay awaited when the transaction that took them fails', async () => {
    const run = await addRun(newTeam());
    const change = sampleChange({ repository: run.team });
    await database.appendChange(change);
    await database.schedulerStore.transaction((store) =>
      store.awaitChange({ change: change.id, purpose: 'retirement', run: run.id }),
    );
    await database.changeQueue.settle(run.team, 'h', [{ id: change.id, state: 'pushed', commit: 'c' }]);
    await expect(
      database.schedulerStore.transaction(async (store) => {
        await store.takeSettled(10);
        throw new Error('a fault');
      }),
    ).rejects.toThrow('a fault');
    expect(await database.schedulerStore.transaction((store) => store.takeSettled(10))).toHaveLength(1);
  });
});
