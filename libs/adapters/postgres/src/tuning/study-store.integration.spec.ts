import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NewStudy, StudyProgressRecord, StudyRecord, TrialRecord } from '@slipway/ports';
import { noResults } from '@slipway/studies';
import { openDatabase, type Database } from '../database.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';

let test: TestDatabase;
let database: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  database = await openDatabase({ url: test.url, maxConnections: 5 });
});

afterAll(async () => {
  await database.close();
  await test.drop();
});

const now = new Date('2026-11-26T12:00:00.000Z');
let names = 0;

const newStudy = (change: Partial<NewStudy> = {}): NewStudy => ({
  team: 'vision',
  name: `study-${String((names += 1))}`,
  spec: { parameters: ['\u0000', 'ü'] },
  seed: 2 ** 48 - 1,
  stop: { trials: 10 },
  createdBy: 'alice',
  createdAt: now,
  priors: [],
  ...change,
});

const created = async (change: Partial<NewStudy> = {}): Promise<StudyRecord> => {
  const study = await database.studyStore.create(newStudy(change), 1_000);
  if (typeof study === 'string') throw new Error(study);
  return study;
};

const trial = (number: number, change: Partial<TrialRecord> = {}): TrialRecord => ({
  number,
  state: 'running',
  worker: 'a',
  leasedUntil: now.getTime() + 60_000,
  handedOut: 1,
  values: [],
  constraints: [],
  violation: 0,
  cost: undefined,
  improved: false,
  lastStep: undefined,
  lastValues: [],
  isStopped: false,
  parameters: { lr: 0.1, kernel: '"{,}\\' },
  point: [0.1, NaN, 1 / 3],
  reports: 0,
  isSuggested: true,
  training: { parent: 3, fromStep: 10, toStep: 20 },
  begun: number + 1,
  told: undefined,
  note: undefined,
  createdAt: now,
  begunAt: now,
  endedAt: undefined,
  ...change,
});

const progress = (change: Partial<StudyProgressRecord> = {}): StudyProgressRecord => ({
  state: 'running',
  reason: undefined,
  stop: { trials: 10 },
  sequence: 0,
  reports: 0,
  nextTrial: 0,
  waiting: 0,
  running: 0,
  results: noResults,
  ...change,
});

describe('a study in the database', () => {
  it('is found as it was made, with what it begins with', async () => {
    const priors = [
      { point: [0.5, NaN], values: [1] },
      { point: [1e-300, 2], values: [-2.5] },
    ];
    const study = await created({ priors });
    const made: Partial<NewStudy> = { ...newStudy({ name: study.name }) };
    expect({ ...study, priors: [] }).toMatchObject({ ...made, version: 0 });
    expect(await database.studyStore.find('vision', study.name)).toEqual(study);
    expect(await database.studyStore.find('speech', study.name)).toBeUndefined();
    expect(await database.studyStore.delta('vision', study.name, undefined, true)).toEqual({
      study,
      open: [],
      ended: [],
      reports: [],
      priors,
    });
  });

  it('is made once by its name, and not beyond the bound', async () => {
    const { name } = await created({ team: 'small' });
    expect(await database.studyStore.create(newStudy({ team: 'small', name }), 1)).toBe('exists');
    expect(await database.studyStore.create(newStudy({ team: 'small' }), 1)).toBe('full');
  });

  it('is listed by name, page by page', async () => {
    for (const name of ['c', 'a', 'b']) await created({ team: 'lists', name });
    const list = async (after?: string) =>
      (await database.studyStore.list('lists', { after, limit: 2 })).map(({ name }) => name);
    expect(await list()).toEqual(['a', 'b']);
    expect(await list('b')).toEqual(['c']);
  });

  it('keeps trials to the last bit, and the last form of each', async () => {
    const { ref, name } = await created();
    const first = trial(0);
    const second = trial(1, {
      state: 'waiting',
      worker: undefined,
      begun: undefined,
      begunAt: undefined,
      leasedUntil: 0,
    });
    await database.studyStore.turn('vision', name, (turn) =>
      turn.save(progress({ sequence: 1, nextTrial: 2, waiting: 1, running: 1 }), [first, second], []),
    );
    expect(await database.studyStore.listTrials(ref, { limit: 9 })).toEqual([first, second]);
    const ended = trial(0, {
      state: 'complete',
      values: [0.1 + 0.2, 5e-324],
      constraints: [1 / 3, -2],
      violation: 1 / 3,
      cost: 0.7,
      improved: true,
      lastStep: 7,
      lastValues: [NaN, -Infinity],
      reports: 1,
      told: 2,
      endedAt: now,
    });
    const results = {
      ...noResults,
      complete: 1,
      cost: 0.7,
      front: [{ trial: 0, losses: [-(0.1 + 0.2), 5e-324] }],
    };
    await database.studyStore.turn('vision', name, (turn) =>
      turn.save(
        progress({ sequence: 2, reports: 1, nextTrial: 2, waiting: 1, results }),
        [ended],
        [{ place: 1, trial: 0, step: 7, sequence: 1, values: [NaN, -Infinity] }],
      ),
    );
    expect(await database.studyStore.listTrials(ref, { state: 'complete', limit: 9 })).toEqual([ended]);
    expect(await database.studyStore.listTrials(ref, { after: [0], limit: 9 })).toEqual([second]);
    expect(await database.studyStore.trials(ref, [1, 0, 7])).toEqual([ended, second]);
    expect(await database.studyStore.find('vision', name)).toMatchObject({ version: 2, results });
  });

  it('tells who follows what is new, and nothing twice', async () => {
    const { ref, name } = await created({ priors: [{ point: [1], values: [1] }] });
    const ended = trial(0, { state: 'failed', told: 3, note: 'why', endedAt: now });
    const reports = [
      { place: 1, trial: 0, step: 0, sequence: 1, values: [1] },
      { place: 2, trial: 0, step: 1, sequence: 2, values: [2] },
    ];
    await database.studyStore.turn('vision', name, (turn) =>
      turn.save(progress({ sequence: 3, reports: 2, nextTrial: 2 }), [ended, trial(1)], reports),
    );
    const since = (sequence: number, seen: number) =>
      database.studyStore.delta('vision', name, { ref, version: 0, sequence, reports: seen }, true);
    expect(await since(2, 1)).toMatchObject({
      ended: [ended],
      open: [trial(1)],
      reports: reports.slice(1),
      priors: [],
    });
    expect(await since(3, 2)).toMatchObject({ ended: [], open: [trial(1)], reports: [], priors: [] });
    const other = { ref: ref + 1_000, version: 0, sequence: 3, reports: 2 };
    expect(await database.studyStore.delta('vision', name, other, false)).toMatchObject({
      ended: [ended],
      reports: [],
      priors: [{ point: [1], values: [1] }],
    });
  });

  it('gives what happened within a range, each trial once', async () => {
    const { ref, name } = await created();
    const ended = trial(0, { state: 'failed', begun: 1, told: 3, endedAt: now });
    const open = trial(1, { begun: 2 });
    const reports = [1, 2, 3].map((place) => ({
      place,
      trial: 1,
      step: place,
      sequence: 2,
      values: [place],
    }));
    await database.studyStore.turn('vision', name, (turn) =>
      turn.save(progress({ sequence: 3, reports: 3, nextTrial: 2 }), [ended, open], reports),
    );
    const within = (calls: readonly [number, number], places: readonly [number, number]) =>
      database.studyStore.happenings(ref, { calls, reports: places });
    const all = await within([0, 3], [0, 3]);
    expect(all.trials).toHaveLength(2);
    expect(all.trials).toEqual(expect.arrayContaining([ended, open]));
    expect(all.reports).toEqual(reports);
    expect(await within([2, 3], [1, 2])).toEqual({ trials: [ended], reports: [reports[1]] });
    expect(await within([3, 3], [3, 3])).toEqual({ trials: [], reports: [] });
    expect(await database.studyStore.summary(ref)).toMatchObject({ ref, sequence: 3, reports: 3 });
    expect(await database.studyStore.summary(ref + 1_000)).toBeUndefined();
  });

  it('gives an even sample of its results, the same one again', async () => {
    const { ref, name } = await created();
    const trials = Array.from({ length: 1_000 }, (_, number) =>
      trial(number, {
        ...{ state: 'complete', values: [number], violation: 0.5, endedAt: now },
        ...{ begun: 2 * number + 1, told: 2 * number + 2 },
      }),
    );
    const failed = trial(1_000, { state: 'failed', begun: 2_001, told: 2_002, endedAt: now });
    await database.studyStore.turn('vision', name, (turn) =>
      turn.save(progress({ sequence: 2_002, nextTrial: 1_001 }), [...trials, failed], []),
    );
    const sampled = (share: number, after?: number, limit = 1_000) =>
      database.studyStore.sampleResults(ref, share, { after, limit });
    expect(await sampled(1)).toEqual(
      trials.map(({ number, point, values, violation }) => ({ number, point, values, violation })),
    );
    const sample = await sampled(0.2);
    expect(await sampled(0.2)).toEqual(sample);
    expect(await sampled(0.2, sample[49]?.number, 50)).toEqual(sample.slice(50, 100));
    for (const half of [0, 1]) {
      const part = sample.filter(({ number }) => number % 2 === half);
      expect(part.length).toBeGreaterThan(95);
      expect(part.length).toBeLessThan(105);
    }
  });

  it('gives the calls of a sampler in pages, with the trials that were under way at the end of one', async () => {
    const { ref, name } = await created({ priors: [{ point: [1], values: [1] }] });
    const ended = (number: number, begun: number, told: number) =>
      trial(number, { state: 'complete', values: [1, 2], begun, told, endedAt: now });
    const trials = [ended(0, 1, 4), ended(1, 2, 5), ended(2, 3, 7), trial(3, { begun: 6 })];
    await database.studyStore.turn('vision', name, (turn) =>
      turn.save(progress({ sequence: 7, nextTrial: 4 }), trials, []),
    );
    const page = async (after: number) => {
      const { upTo, priors, ...calls } = await database.studyStore.calls(ref, after, 2);
      return { upTo, priors: priors.length, trials: calls.trials.map(({ number }) => number).sort() };
    };
    expect(await page(0)).toEqual({ upTo: 5, priors: 1, trials: [0, 1, 2] });
    expect(await page(5)).toEqual({ upTo: 7, priors: 0, trials: [2, 3] });
    expect(await page(7)).toEqual({ upTo: 7, priors: 0, trials: [] });
  });

  it('has its turns one after the other', async () => {
    const { name } = await created();
    let inside = 0;
    let most = 0;
    const versions = await Promise.all(
      Array.from({ length: 4 }, () =>
        database.studyStore.turn('vision', name, async (turn) => {
          inside += 1;
          most = Math.max(most, inside);
          await turn.save(progress(), [], []);
          inside -= 1;
          return turn.version;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(versions.sort()).toEqual([0, 1, 2, 3]);
  });

  it('is as it was when a turn fails, and unknown when there is none', async () => {
    const { name } = await created();
    const failing = database.studyStore.turn('vision', name, async (turn) => {
      await turn.save(progress({ nextTrial: 1 }), [trial(0)], []);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await database.studyStore.find('vision', name)).toMatchObject({ version: 0, nextTrial: 0 });
    expect(await database.studyStore.turn('vision', 'none', () => Promise.resolve(1))).toBeUndefined();
    expect(await database.studyStore.delta('vision', 'none', undefined, true)).toBeUndefined();
  });
});
