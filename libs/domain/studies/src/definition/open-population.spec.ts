import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import type { z } from 'zod';
import { StudySpec } from '../spec/study-spec.ts';
import { defineStudy } from './study-definition.ts';

const populationOf = (change: Partial<z.input<typeof StudySpec>> = {}) =>
  defineStudy(
    StudySpec.parse({
      parameters: [
        { name: 'rate', kind: 'float', low: 1e-5, high: 1, scale: 'log' },
        { name: 'optimizer', kind: 'categorical', choices: ['adam', 'sgd'] },
      ],
      objectives: [{ metric: 'loss', direction: 'minimize' }],
      sampler: 'pbt',
      ...change,
    }),
  ).population;

describe('the population of a study', () => {
  it('has what it is given, and is as in the paper otherwise', () => {
    expect(populationOf({ population: { size: 8, interval: 500 } })).toEqual({
      ...{ size: 8, interval: 500, share: 0.2, resample: 0.25, factors: [0.8, 1.2] },
    });
    expect(populationOf()).toMatchObject({ size: 20, interval: 1 });
  });

  it('is there for samplers that train one alone', () => {
    expect(populationOf({ sampler: 'tpe' })).toBeUndefined();
  });

  it.each<[string, Partial<z.input<typeof StudySpec>>, string, RegExp]>([
    ['with another sampler', { sampler: 'tpe', population: {} }, 'population', /tpe trains none/],
    [
      'of choices alone',
      { parameters: [{ name: 'optimizer', kind: 'categorical', choices: ['adam', 'sgd'] }] },
      'parameters',
      /there are none: add one, or choose another sampler/,
    ],
    ['that is stopped early', { earlyStopping: { rule: 'median' } }, 'earlyStopping', /leave it out/],
    ['that starts from results', { warmStart: { studies: ['before'] } }, 'warmStart', /enqueue/],
    ['smaller than trials at a time', { parallelism: 21 }, 'parallelism', /20 trials at a time at the most/],
    ['that ends too soon', { stop: { trials: 39 } }, 'stop.trials', /two at the least, 40 in all/],
    [
      'of several objectives',
      { objectives: ['loss', 'time'].map((metric) => ({ metric, direction: 'minimize' as const })) },
      'sampler',
      /pbt takes one objective/,
    ],
  ])('is refused %s', (_what, change, path, message) => {
    expect(() => populationOf(change)).toThrow(InvalidInputError);
    expect(() => populationOf(change)).toThrow(message);
    expect(() => populationOf(change)).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ path })] }),
    );
  });

  it.each<[string, z.input<typeof StudySpec>['population']]>([
    ['one member', { size: 1 }],
    ['no steps', { interval: 0 }],
    ['more of the worst than of others', { share: 0.6 }],
    ['no factor', { factors: [] }],
    ['a factor that turns signs', { factors: [-1] }],
  ])('can’t have %s', (_what, population) => {
    expect(() => populationOf({ population })).toThrow(/population/);
  });
});
