import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { NotFoundError, newId, systemRandom } from '@slipway/kernel';
import { openDatabase, type Database } from '@slipway/postgres';
import { parseResources } from '@slipway/resources';
import { Wakes } from '@slipway/service';
import { quietLogger } from '@slipway/testing';
import { TuningHarness } from '../testing/tuning-harness.ts';
import { StudyTurns } from '../turns/study-turns.ts';
import type { TuningDeps } from '../tuning-deps.ts';
import { followResources } from './follow-resources.ts';

let harness: TuningHarness;
let database: Database;
let deps: TuningDeps;
let turns: StudyTurns;

beforeAll(async () => {
  harness = await TuningHarness.start();
  database = await openDatabase({ url: harness.databaseUrl, maxConnections: 3 });
  const { studyStore: store, studyResources: resources } = database;
  deps = { store, resources, clock: harness.clock, random: systemRandom, logger: quietLogger };
  turns = new StudyTurns({ ...deps, wakes: new Wakes(harness.clock) });
});
afterAll(async () => {
  await turns.idle();
  await database.close();
  await harness.stop();
});

/** Plays the scheduler: accepts a Study. */
async function accept(
  name: string,
  change: { trials?: number; warmStart?: object; generation?: number } = {},
): Promise<void> {
  const { trials = 10, warmStart, generation = 1 } = change;
  const source = JSON.stringify({
    apiVersion: 'slipway.dev/v1',
    kind: 'Study',
    metadata: { name, team: 'vision' },
    spec: {
      parameters: [{ name: 'x', kind: 'float', low: 0, high: 1 }],
      objectives: [{ metric: 'loss', direction: 'minimize' }],
      sampler: 'random',
      stop: { trials },
      ...(warmStart ? { warmStart } : {}),
      trials: { workers: 4, image: 'python:3.13', command: ['python', 'tune.py'] },
    },
  });
  const [document] = parseResources('study.yaml', source);
  if (!document) throw new TypeError('expected a Study');
  await database.schedulerStore.transaction((transaction) =>
    transaction.saveResource({
      ...{ kind: 'Study', team: 'vision', name, generation, change: newId(new Date()), source, files: {} },
      ...{ document: { ...document }, updatedAt: harness.clock.now(), rejection: undefined },
    }),
  );
}

const follow = (): Promise<number> => followResources(deps, turns, 10);

describe('a Study of desired state', () => {
  it('is begun with what it searches, once', async () => {
    await accept('new');
    expect(await follow()).toBe(1);
    expect(await follow()).toBe(0);
    expect(await harness.study('new')).toMatchObject({
      state: 'running',
      spec: { parallelism: 4, lease: '2m' },
      stop: { trials: 10 },
    });
  });

  it('is begun when its first worker asks, if nobody has looked yet', async () => {
    await accept('asked');
    expect(await harness.ids('asked', 'w', 2)).toEqual([0, 1]);
  });

  it('ends as its newest generation says, and runs on when that is further out', async () => {
    await accept('longer', { trials: 1 });
    expect(await harness.ids('longer', 'w')).toEqual([0]);
    await harness.tell('longer', 0, 0.5);
    expect(await harness.study('longer')).toMatchObject({ state: 'ended' });
    await accept('longer', { trials: 3, generation: 2 });
    await follow();
    expect(await harness.study('longer')).toMatchObject({ state: 'running', stop: { trials: 3 } });
    await accept('longer', { trials: 1, generation: 3 });
    await follow();
    expect(await harness.study('longer')).toMatchObject({ state: 'ended', reason: 'all 1 trials ended' });
  });

  it('that nobody understands any more does not hold up those after it', async () => {
    await database.schedulerStore.transaction((transaction) =>
      transaction.saveResource({
        ...{
          kind: 'Study',
          team: 'vision',
          name: 'old',
          generation: 1,
          change: newId(new Date()),
          source: '',
          files: {},
        },
        ...{ document: { kind: 'Study' }, updatedAt: new Date(0), rejection: undefined },
      }),
    );
    await accept('after-it');
    expect(await follow()).toBe(2);
    expect(await harness.study('after-it')).toMatchObject({ state: 'running' });
    await expect(harness.study('old')).rejects.toThrow("The Study can't be begun: ");
  });

  it('that can’t be begun says why to who asks for it, and is not tried again', async () => {
    await accept('cold', { warmStart: { studies: ['missing'] } });
    const asking = harness.ids('cold', 'w');
    await expect(asking).rejects.toThrow(NotFoundError);
    await expect(asking).rejects.toThrow('There is no study cold in team vision.');
    await expect(harness.ids('cold', 'w')).rejects.toThrow(
      "The Study can't be begun: There is no study missing in team vision to start from.",
    );
    expect(await follow()).toBe(0);
    await accept('cold', { generation: 2 });
    expect(await harness.ids('cold', 'w')).toEqual([0]);
  });
});
