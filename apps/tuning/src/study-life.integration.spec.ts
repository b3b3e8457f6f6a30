import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { studyEndpoints } from '@slipway/contracts';
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '@slipway/kernel';
import { TuningHarness } from './testing/tuning-harness.ts';

let harness: TuningHarness;

beforeAll(async () => {
  harness = await TuningHarness.start();
});

afterAll(() => harness.stop());

const team = 'vision';
const hour = 3_600_000;

describe('a study', () => {
  it('is shown as it was made, with its seed', async () => {
    const made = await harness.create('shown');
    expect(made).toMatchObject({
      name: 'shown',
      team,
      state: 'running',
      createdBy: 'alice',
      spec: { seed: 7, lease: '1h', handOuts: 3, sampler: 'random' },
      stop: { trials: 10 },
      counts: { waiting: 0, running: 0, complete: 0, pruned: 0, failed: 0 },
      best: [],
    });
    expect(await harness.study('shown')).toEqual(made);
  });

  it('is begun once by the same specification, and refused by another', async () => {
    const made = await harness.create('once');
    expect(await harness.create('once')).toEqual(made);
    await expect(harness.create('once', { seed: 8 })).rejects.toThrow(ConflictError);
  });

  it('gets a seed of its own when none is given', async () => {
    const seeds = [
      await harness.create('seed-a', { seed: undefined }),
      await harness.create('seed-b', { seed: undefined }),
    ];
    expect(new Set(seeds.map(({ spec }) => spec.seed)).size).toBe(2);
  });

  it('is the team’s own: others neither see nor change it', async () => {
    await harness.create('ours');
    const params = { team, name: 'ours' };
    await expect(harness.as('bob').call(studyEndpoints.getStudy, { params })).rejects.toThrow(ForbiddenError);
    const ask = { params, body: { worker: 'w' } };
    await expect(harness.as('vera').call(studyEndpoints.askTrials, ask)).rejects.toThrow(ForbiddenError);
    const theirs = { params: { team: 'speech', name: 'ours' } };
    await expect(harness.as('bob').call(studyEndpoints.getStudy, theirs)).rejects.toThrow(NotFoundError);
    await expect(harness.as('bob').call(studyEndpoints.pauseStudy, theirs)).rejects.toThrow(NotFoundError);
  });

  it('is listed by name, page by page', async () => {
    for (const name of ['list-a', 'list-b']) await harness.create(name);
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const query = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const page = await harness.as('vera').call(studyEndpoints.listStudies, { params: { team }, query });
      names.push(...page.items.map(({ name }) => name));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['list-a', 'list-b']));
  });

  it.each([
    ['a sampler that does not exist', { sampler: 'randm' }, 'there is no sampler "randm"'],
    [
      'a parameter without a range',
      { parameters: [{ name: 'x', kind: 'float' as const, low: 2, high: 1 }] },
      /low/,
    ],
    [
      'the same objective twice',
      { objectives: Array.from({ length: 2 }, () => ({ metric: 'loss', direction: 'minimize' as const })) },
      'objectives[1].metric: loss is an objective already',
    ],
    [
      'a name that an object can’t have',
      { parameters: [{ name: '__proto__', kind: 'float' as const, low: 0, high: 1 }] },
      'a parameter can’t have this name',
    ],
    [
      'several objectives for a sampler that takes one',
      {
        sampler: 'gp',
        objectives: ['loss', 'time'].map((metric) => ({ metric, direction: 'minimize' as const })),
      },
      'gp takes one objective: for several choose of auto, random, grid, sobol, tpe, nsga2',
    ],
    [
      'nothing to search',
      { parameters: [{ name: 'x', kind: 'fixed' as const, value: 1 }] },
      'there is nothing to search',
    ],
  ])('with %s is refused', async (_what, change, message) => {
    const refused = harness.create('refused', change);
    await expect(refused).rejects.toThrow(InvalidInputError);
    await expect(refused).rejects.toThrow(message);
  });

  it.each(['constructor', 'toString', '%s', 'ü 💡'])(
    'takes the parameter name %j as any other',
    async (parameter) => {
      const study = `named-${Buffer.from(parameter).toString('hex')}`;
      const asParameters = (value: number): Record<string, number> => ({ [parameter]: value });
      await harness.create(study, {
        parameters: [{ name: parameter, kind: 'float', low: 0, high: 1 }],
        sampler: 'tpe',
      });
      const params = { team, name: study };
      const { trials } = await harness.as('alice').call(studyEndpoints.enqueueTrials, {
        params,
        body: { configurations: [asParameters(0.5)] },
      });
      expect(JSON.stringify(trials)).toBe(JSON.stringify([{ id: 0, parameters: asParameters(0.5) }]));
      const asked = await harness.ask(study, 'a', 2);
      expect(asked.trials.map(({ parameters }) => Object.keys(parameters))).toEqual([
        [parameter],
        [parameter],
      ]);
    },
  );

  it('is refused with a specification that is too large', async () => {
    const choices = Array.from({ length: 1_000 }, (_, index) => `${'x'.repeat(300)}${String(index)}`);
    const parameters = Array.from({ length: 4 }, (_, index) => ({
      name: `p${String(index)}`,
      kind: 'categorical' as const,
      choices,
    }));
    await expect(harness.create('large', { parameters })).rejects.toThrow('at most 1000000 characters');
  });

  it('is refused when a suggestion would have too much to look at', async () => {
    const parameters = Array.from({ length: 51 }, (_, index) => ({
      name: `p${String(index)}`,
      kind: 'categorical' as const,
      choices: Array.from({ length: 40 }, (__, choice) => choice),
    }));
    await expect(harness.create('choices', { parameters })).rejects.toThrow(
      'invalid study: its parameters have 2040 choices in all, and 2000 are allowed: leave some out',
    );
    const numbers = Array.from({ length: 51 }, (_, index) => ({
      name: `x${String(index)}`,
      kind: 'float' as const,
      low: 0,
      high: 1,
      scale: 'linear' as const,
    }));
    const coefficients = Object.fromEntries(numbers.map(({ name }) => [name, 1]));
    const constraints = Array.from({ length: 10 }, () => ({ coefficients, bound: 1 }));
    await expect(harness.create('terms', { parameters: numbers, constraints })).rejects.toThrow(
      'have 510 terms of constraints in all, and 500 are allowed',
    );
  });

  it('begins no trials while it is paused, and goes on when it is resumed', async () => {
    await harness.create('pause');
    expect(await harness.ids('pause', 'a')).toEqual([0]);
    expect(await harness.change('pause', 'pauseStudy')).toMatchObject({ state: 'paused' });
    expect(await harness.change('pause', 'pauseStudy')).toMatchObject({ state: 'paused' });
    expect(await harness.ask('pause', 'b')).toEqual({ trials: [], state: 'paused' });
    expect(await harness.ids('pause', 'a', 2)).toEqual([0]);
    await harness.tell('pause', 0, 1);
    expect(await harness.change('pause', 'resumeStudy')).toMatchObject({ state: 'running' });
    expect(await harness.ids('pause', 'b')).toEqual([1]);
  });

  it('ends when somebody stops it; what runs may still tell its result', async () => {
    await harness.create('stopped');
    expect(await harness.ids('stopped', 'a')).toEqual([0]);
    const ended = { state: 'ended', reason: 'stopped by alice' };
    expect(await harness.change('stopped', 'stopStudy')).toMatchObject(ended);
    expect(await harness.change('stopped', 'stopStudy')).toMatchObject(ended);
    expect(await harness.ask('stopped', 'b')).toEqual({
      trials: [],
      ...ended,
    });
    await harness.tell('stopped', 0, 1);
    expect(await harness.study('stopped')).toMatchObject({
      reason: 'stopped by alice',
      counts: { complete: 1 },
    });
  });

  it('ends after its trials, tells workers so, and goes on when it is extended', async () => {
    await harness.create('budget', { stop: { trials: 2 } });
    expect(await harness.ids('budget', 'a', 5)).toEqual([0, 1]);
    expect(await harness.ask('budget', 'b')).toEqual({ trials: [], state: 'running' });
    await harness.tell('budget', 0, 1);
    await harness.tell('budget', 1, { state: 'failed' });
    expect(await harness.ask('budget', 'b')).toEqual({
      trials: [],
      state: 'ended',
      reason: 'all 2 trials ended',
    });
    await expect(harness.change('budget', 'resumeStudy')).rejects.toThrow('extend it to go on');
    await expect(harness.extend('budget', { trials: 1 })).rejects.toThrow('would shorten');
    expect(await harness.extend('budget', { trials: 3 })).toMatchObject({
      state: 'running',
      stop: { trials: 3 },
    });
    expect(await harness.extend('budget', { trials: 3 })).toMatchObject({
      state: 'running',
      stop: { trials: 3 },
    });
    expect(await harness.ids('budget', 'b', 5)).toEqual([2]);
  });

  it('ends at its target, after too many failures, and when its time is over', async () => {
    await harness.create('target', { stop: { target: 0.1 } });
    await harness.ids('target', 'a', 2);
    await harness.tell('target', 0, 0.2);
    expect(await harness.study('target')).toMatchObject({ state: 'running' });
    await harness.tell('target', 1, 0.1);
    expect(await harness.study('target')).toMatchObject({ state: 'ended', reason: 'loss reached 0.1' });

    await harness.create('failures', { stop: { failures: 2 } });
    await harness.ids('failures', 'a', 3);
    for (const trial of [0, 1]) await harness.tell('failures', trial, { state: 'failed' });
    expect(await harness.study('failures')).toMatchObject({ state: 'ended', reason: '2 trials failed' });

    await harness.create('time', { stop: { time: '2h' } });
    harness.clock.advance(2 * hour);
    expect(await harness.ask('time', 'a')).toEqual({
      trials: [],
      state: 'ended',
      reason: 'its time is over',
    });
  });

  it('shows the best trial of one objective, and the Pareto front of several', async () => {
    await harness.create('best', { objectives: [{ metric: 'accuracy', direction: 'maximize' }] });
    await harness.ids('best', 'a', 3);
    for (const [trial, value] of [0.5, 0.9, 0.9].entries()) await harness.tell('best', trial, value);
    expect((await harness.study('best')).best).toMatchObject([{ id: 1, values: [0.9] }]);

    await harness.create('front', {
      objectives: [
        { metric: 'loss', direction: 'minimize' },
        { metric: 'accuracy', direction: 'maximize' },
      ],
    });
    await harness.ids('front', 'a', 4);
    const values = [
      [2, 0.9],
      [1, 0.5],
      [3, 0.8],
      [2, 0.95],
    ];
    for (const [trial, value] of values.entries())
      await harness.tell('front', trial, { state: 'complete', values: value });
    const { best } = await harness.study('front');
    expect(best.map(({ id }) => id)).toEqual([1, 3]);
  });

  it('starts from what other studies and the user know already', async () => {
    await harness.create('known');
    await harness.ids('known', 'a', 3);
    for (const trial of [0, 1]) await harness.tell('known', trial, trial);
    await harness.tell('known', 2, { state: 'failed' });
    const warm = (change: object) => harness.create('warm', { warmStart: { studies: ['known'], ...change } });
    await expect(warm({ results: [{ parameters: { y: 1 }, values: [1] }] })).rejects.toThrow(
      'body.spec.warmStart.results[0].parameters',
    );
    await expect(warm({ results: [{ parameters: { x: 0.5 }, values: [1, 2] }] })).rejects.toThrow(
      '1 values are needed',
    );
    await expect(warm({ studies: ['nowhere'] })).rejects.toThrow(NotFoundError);
    await warm({ results: [{ parameters: { x: 0.5 }, values: [3] }] });
    expect(await harness.ids('warm', 'a')).toEqual([0]);
  });
});
