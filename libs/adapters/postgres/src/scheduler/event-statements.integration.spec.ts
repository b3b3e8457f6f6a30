import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignalTopic, type NewRunEvent } from '@slipway/ports';
import { openDatabase, type Database } from '../database.ts';
import { newTeam, sampleEvent } from '../testing/sample-records.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { until } from '../testing/until.ts';

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

describe('events', () => {
  const announce = (events: readonly NewRunEvent[]): Promise<void> =>
    database.schedulerStore.transaction((store) => {
      store.announce(events);
      return Promise.resolve();
    });

  it('have ids from 1 without a gap in each team, in the order they were announced', async () => {
    const [one, two] = [newTeam(), newTeam()];
    await announce([sampleEvent(one, 'a'), sampleEvent(two, 'x'), sampleEvent(one, 'b')]);
    await announce([sampleEvent(one, 'c', 'other-run')]);
    const list = async (team: string, run: string | undefined, after: number, limit: number) =>
      (await database.schedulerStore.listEvents(team, run, { after, limit })).map(
        ({ id, message }) => `${String(id)}${message}`,
      );
    expect(await list(one, undefined, 0, 10)).toEqual(['1a', '2b', '3c']);
    expect(await list(two, undefined, 0, 10)).toEqual(['1x']);
    expect(await list(one, undefined, 1, 1)).toEqual(['2b']);
    expect(await list(one, 'other-run', 0, 10)).toEqual(['3c']);
    const [first] = await database.schedulerStore.listEvents(one, undefined, { after: 0, limit: 1 });
    expect(first).toEqual({ ...sampleEvent(one, 'a'), id: 1 });
  });

  it('never show an id before all lower ones, however many transactions announce at once', async () => {
    const team = newTeam();
    const writers = 8;
    const each = 25;
    let writing = true;
    const seen: number[] = [];
    const watch = async (): Promise<void> => {
      while (writing || seen.length < writers * each) {
        const events = await database.schedulerStore.listEvents(team, undefined, {
          after: seen.at(-1),
          limit: 50,
        });
        seen.push(...events.map(({ id }) => id));
      }
    };
    const watcher = watch();
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let index = 0; index < each; index += 1) {
          await announce([sampleEvent(team, `${String(writer)}-${String(index)}`)]);
        }
      }),
    );
    writing = false;
    await watcher;
    expect(seen).toEqual(Array.from({ length: writers * each }, (_, index) => index + 1));
  });

  it('of a transaction that fails leave no gap', async () => {
    const team = newTeam();
    await expect(
      database.schedulerStore.transaction((store) => {
        store.announce([sampleEvent(team, 'lost')]);
        return Promise.reject(new Error('a fault'));
      }),
    ).rejects.toThrow('a fault');
    await announce([sampleEvent(team, 'first')]);
    expect(await database.schedulerStore.listEvents(team, undefined, { after: 0, limit: 10 })).toMatchObject([
      { id: 1, message: 'first' },
    ]);
  });

  it('wake subscribers after the commit', async () => {
    const team = newTeam();
    const heard: string[] = [];
    const stop = await database.signals.subscribe(SignalTopic.RunEvents, (payload) => heard.push(payload));
    await announce([sampleEvent(team, 'a')]);
    await until(() => heard.includes(team));
    await stop();
  });
});
