import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { studyEndpoints, type RequestOf } from '@slipway/contracts';
import { ForbiddenError, InvalidInputError } from '@slipway/kernel';
import { until } from '@slipway/testing';
import { text } from 'node:stream/consumers';
import { TuningHarness } from './testing/tuning-harness.ts';

let harness: TuningHarness;
const name = 'lists';
const params = { team: 'vision', name };

beforeAll(async () => {
  harness = await TuningHarness.start();
  await harness.create(name, {
    parameters: [
      { name: 'x', kind: 'float', low: 0, high: 1 },
      { name: 'model', kind: 'categorical', choices: ['svm', '\ud800 \\ud800 \u0000 \\u0000', 3, true] },
    ],
    objectives: [{ metric: 'accuracy', direction: 'maximize' }],
    outcomeConstraints: [{ metric: 'latency' }],
  });
  const configurations = [
    { x: 0.1, model: 'svm' },
    { x: 0.2, model: '\ud800 \\ud800 \u0000 \\u0000' },
    { x: 0.3, model: 3 },
    { x: 0.4, model: true },
    { x: 0.5, model: 'svm' },
    { x: 0.6, model: 'svm' },
  ];
  await harness.as('alice').call(studyEndpoints.enqueueTrials, { params, body: { configurations } });
  await harness.ids(name, 'a', 5);
  const complete = (value: number, latency: number) => ({
    state: 'complete' as const,
    ...{ values: [value], constraints: [latency] },
  });
  await harness.tell(name, 0, { ...complete(0.5, 0), cost: 2 });
  await harness.tell(name, 1, complete(0.9, 1));
  await harness.tell(name, 2, complete(0.7, -1));
  await harness.tell(name, 3, { state: 'failed' });
});

afterAll(() => harness.stop());

type Query = NonNullable<RequestOf<typeof studyEndpoints.listTrials>['query']>;

/** The ids of all pages. */
async function ids(query: Query, limit = 2): Promise<readonly number[]> {
  const found: number[] = [];
  let cursor: string | undefined;
  do {
    const page = await harness.as('vera').call(studyEndpoints.listTrials, {
      params,
      query: { ...query, limit, ...(cursor === undefined ? {} : { cursor }) },
    });
    found.push(...page.items.map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return found;
}

describe('the trials of a study', () => {
  it.each([
    ['oldest', [0, 1, 2, 3, 4, 5]],
    ['newest', [5, 4, 3, 2, 1, 0]],
    // Those that meet the constraint first, then the other one, then those without a result.
    ['best', [2, 0, 1, 3, 4, 5]],
  ] as const)('are listed in the order %s, page by page', async (order, expected) => {
    for (const limit of [1, 2, 500]) expect(await ids({ order }, limit)).toEqual(expected);
  });

  it.each([
    [`parameters.model = 'svm'`, [0, 4, 5]],
    [`parameters.model != 'svm'`, [1, 2, 3]],
    [`parameters.model = true`, [3]],
    [`parameters.model >= 3`, [2]],
    [`parameters.x > 0.2 and parameters.x <= 0.5`, [2, 3, 4]],
    [`values.accuracy > 0.5`, [1, 2]],
    [`constraints.latency <= 0 and values.accuracy < 0.6`, [0]],
    [`cost = 2`, [0]],
  ])('are those for which holds: %s', async (filter, expected) => {
    expect(await ids({ filter })).toEqual(expected);
  });

  it('are filtered by their state as well', async () => {
    expect(await ids({ state: 'complete', filter: 'parameters.x < 0.25', order: 'best' })).toEqual([0, 1]);
  });

  it.each([
    [{ filter: 'values.loss < 1' }, 'the study has no objective loss: it has accuracy'],
    [{ filter: '1 = 1' }, 'is expected at'],
    [{ cursor: Buffer.from('Infinity 1-1 3').toString('base64url'), order: 'best' as const }, 'cursor'],
    [{ cursor: Buffer.from('3').toString('base64url'), order: 'best' as const }, 'cursor'],
  ])('are not listed by %j', async (query, message) => {
    const refused = harness.as('vera').call(studyEndpoints.listTrials, { params, query });
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toThrow(message);
  });

  it('are had as a table, and as lines of JSON', async () => {
    const csv = await text(harness.as('vera').bytes(studyEndpoints.trialsAsCsv, { params, query: {} }));
    const lines = csv.split('\r\n');
    expect(lines.slice(0, 2)).toEqual([
      'id,state,parameters.x,parameters.model,values.accuracy,constraints.latency,feasible,cost,' +
        'improved,parent,fromStep,toStep,worker,note,createdAt,begunAt,endedAt',
      '0,complete,0.1,svm,0.5,0,true,2,true,,,,a,,' +
        Array.from({ length: 3 }, () => '2026-11-26T12:00:00.000Z').join(','),
    ]);
    expect(lines).toHaveLength(8);
    const selection = { state: 'complete' as const, filter: 'values.accuracy > 0.5' };
    const json = await text(
      harness.as('vera').bytes(studyEndpoints.trialsAsJsonLines, { params, query: selection }),
    );
    expect(
      json
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toMatchObject([{ id: 1 }, { id: 2, values: [0.7] }]);
  });

  it('are all in a table, however many', async () => {
    await harness.create('many', { stop: { trials: 2_000 } });
    for (let first = 0; first < 1_200; first += 100)
      await harness.enqueue('many', ...Array.from({ length: 100 }, (_, index) => index / 100));
    const query = { state: 'waiting' as const };
    const csv = await text(
      harness
        .as('vera')
        .bytes(studyEndpoints.trialsAsCsv, { params: { team: 'vision', name: 'many' }, query }),
    );
    const found = csv.trim().split('\r\n').slice(1);
    expect(found.map((line) => Number(line.split(',')[0]))).toEqual(
      Array.from({ length: 1_200 }, (_, id) => id),
    );
  });

  it('are not shown to others, nor in a form that there is not', async () => {
    const table = harness.as('bob').bytes(studyEndpoints.trialsAsCsv, { params, query: {} });
    await expect(text(table)).rejects.toThrow(ForbiddenError);
    const wrong = harness.as('vera').bytes(studyEndpoints.trialsAsCsv, { params, query: { filter: 'x' } });
    await expect(text(wrong)).rejects.toThrow(InvalidInputError);
  });
});

describe('the importance of parameters', () => {
  const importance = (query: { readonly metric?: string } = {}, study = name) =>
    harness
      .as('vera')
      .call(studyEndpoints.studyImportance, { params: { team: 'vision', name: study }, query });

  it('is found from the results so far, and kept until there are some more', async () => {
    await harness.create('important', {
      parameters: ['x', 'y'].map((parameter) => ({
        name: parameter,
        kind: 'float' as const,
        low: 0,
        high: 1,
      })),
      objectives: (['loss', 'other'] as const).map((metric) => ({ metric, direction: 'minimize' })),
      stop: { trials: 300 },
    });
    const play = async (trials: number): Promise<void> => {
      for (const { id, parameters } of (await harness.ask('important', 'a', trials)).trials)
        await harness.tell('important', id, {
          state: 'complete',
          values: [Number(parameters.x), Number(parameters.y)],
        });
    };
    expect(await importance({}, 'important')).toMatchObject({
      ...{ metric: 'loss', trials: 0 },
      importance: [{ importance: 0 }, { importance: 0 }],
    });
    await play(100);
    const found = await importance({}, 'important');
    expect(found).toMatchObject({
      metric: 'loss',
      trials: 100,
      importance: [{ parameter: 'x' }, { parameter: 'y' }],
    });
    expect(found.importance[0]?.importance).toBeGreaterThan(0.9);
    await play(2);
    expect(await importance({}, 'important')).toEqual(found);
    await play(1);
    expect(await importance({}, 'important')).toMatchObject({ trials: 103 });
    expect((await importance({ metric: 'other' }, 'important')).importance[0]).toMatchObject({
      parameter: 'y',
    });
  });

  it('is in the answer of the study, as it was found last', async () => {
    await harness.create('answered', { stop: { trials: 300 } });
    const play = async (trials: number): Promise<void> => {
      for (const { id, parameters } of (await harness.ask('answered', 'a', trials)).trials)
        await harness.tell('answered', id, Number(parameters.x));
    };
    const inAnswer = async () => (await harness.study('answered')).importance;
    expect(await inAnswer()).toBeUndefined();
    await play(3);
    expect(await inAnswer()).toBeUndefined();
    await play(60);
    await until('it is found', async () => (await inAnswer())?.trials === 63);
    expect(await inAnswer()).toEqual(await importance({}, 'answered'));
    await play(1);
    expect(await inAnswer()).toMatchObject({ trials: 63 });
    await play(9);
    await until('news are found', async () => (await inAnswer())?.trials === 73);
  });

  it('is that for an objective of the study', async () => {
    await expect(importance({ metric: 'acuracy' })).rejects.toThrow(
      'acuracy is no objective of the study: it has accuracy.',
    );
  });
});
