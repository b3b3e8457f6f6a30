import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase, type Database } from '../database.ts';
import { newTeam, sampleResource } from '../testing/sample-records.ts';
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

describe('resources', () => {
  it('are stored, replaced and listed by name', async () => {
    const team = newTeam();
    const first = sampleResource({ team, name: 'a', files: { 'train.py': 'print()' } });
    const second = sampleResource({ team, name: 'b' });
    const changed = sampleResource({ team, name: 'a', generation: 2, rejection: 'no' });
    await database.schedulerStore.transaction(async (store) => {
      await store.saveResource(first);
      await store.saveResource(second);
    });
    expect(await database.schedulerStore.findResource(first)).toEqual(first);
    await database.schedulerStore.transaction((store) => store.saveResource(changed));
    expect(await database.schedulerStore.findResource(first)).toEqual(changed);
    expect(await database.schedulerStore.listResources('Job', team, { after: undefined, limit: 10 })).toEqual(
      [changed, second],
    );
    expect(await database.schedulerStore.listResources('Job', team, { after: 'a', limit: 10 })).toEqual([
      second,
    ]);
    expect(
      await database.schedulerStore.listResources('Job', team, { after: undefined, limit: 10 }, ['b']),
    ).toEqual([second]);
  });

  it('keep the revisions that runs were started from', async () => {
    const first = sampleResource({ name: 'kept', files: { 'a.py': '1' } });
    const second = sampleResource({ name: 'kept', generation: 2 });
    const revisions = await database.schedulerStore.transaction(async (store) => {
      await store.saveResource(first);
      await store.saveResource(second);
      await store.deleteResource(first);
      return [await store.findRevision(first.change), await store.findRevision('unknown')];
    });
    expect(revisions).toEqual([
      { change: first.change, document: first.document, files: first.files },
      undefined,
    ]);
    expect(await database.schedulerStore.findResource(first)).toBeUndefined();
  });

  it('know no team where their kind has none', async () => {
    const team = sampleResource({ kind: 'Team', team: undefined, name: 'vision' });
    await database.schedulerStore.transaction((store) => store.saveResource(team));
    expect(await database.schedulerStore.findResource(team)).toEqual(team);
  });

  it('are locked one transaction after the other, also before they exist, without deadlocks', async () => {
    const keys = ['a', 'b', 'c', 'd'].map((name) => ({ kind: 'Job', team: newTeam(), name }));
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        database.schedulerStore.transaction(async (store) => {
          await store.lockResources(index % 2 === 0 ? keys : keys.toReversed());
          inside += 1;
          most = Math.max(most, inside);
          await store.findResource({ kind: 'Job', team: 'x', name: 'x' });
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
  });
});
