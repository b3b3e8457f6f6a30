import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { issuesOf } from '../validation/testing/issues-of.ts';
import { importOptuna } from './import-optuna.ts';

describe("Optuna's distributions", () => {
  it('become parameters', () => {
    expect(
      importOptuna({
        lr: '{"name": "FloatDistribution", "attributes": {"step": null, "low": 1e-05, "high": 0.1, "log": true}}',
        dropout: { name: 'FloatDistribution', attributes: { step: 0.1, low: 0, high: 0.5, log: false } },
        layers: { name: 'IntDistribution', attributes: { log: false, step: 2, low: 1, high: 7 } },
        units: { name: 'IntDistribution', attributes: { log: true, step: 1, low: 4, high: 128 } },
        optimizer: { name: 'CategoricalDistribution', attributes: { choices: ['sgd', 'adam', 3, true] } },
      }),
    ).toEqual([
      { name: 'lr', kind: 'float', low: 1e-5, high: 0.1, scale: 'log' },
      { name: 'dropout', kind: 'float', low: 0, high: 0.5, scale: 'linear', step: 0.1 },
      { name: 'layers', kind: 'int', low: 1, high: 7, scale: 'linear', step: 2 },
      { name: 'units', kind: 'int', low: 4, high: 128, scale: 'log', step: 1 },
      { name: 'optimizer', kind: 'categorical', choices: ['sgd', 'adam', 3, true] },
    ]);
  });

  it('may have the names of old studies', () => {
    const range = { low: 1, high: 9 };
    expect(
      importOptuna({
        a: { name: 'UniformDistribution', attributes: range },
        b: { name: 'LogUniformDistribution', attributes: range },
        c: { name: 'DiscreteUniformDistribution', attributes: { ...range, q: 0.5 } },
        d: { name: 'IntUniformDistribution', attributes: { ...range, step: 2 } },
        e: { name: 'IntLogUniformDistribution', attributes: { ...range, step: 1 } },
      }),
    ).toEqual([
      { name: 'a', kind: 'float', ...range, scale: 'linear' },
      { name: 'b', kind: 'float', ...range, scale: 'log' },
      { name: 'c', kind: 'float', ...range, scale: 'linear', step: 0.5 },
      { name: 'd', kind: 'int', ...range, scale: 'linear', step: 2 },
      { name: 'e', kind: 'int', ...range, scale: 'log', step: 1 },
    ]);
  });

  it('are refused with what is wrong or has no equivalent', () => {
    expect(
      issuesOf(() =>
        importOptuna({
          a: { name: 'CategoricalDistribution', attributes: { choices: ['x', null] } },
          b: { name: 'NormalDistribution', attributes: { low: 0 } },
          c: { name: 'FloatDistribution', attributes: { low: 0, high: '1', log: 'yes' } },
          d: 'FloatDistribution(low=0)',
          e: { name: 'FloatDistribution', attribute: {} },
        }),
      ).map(({ path, message }) => [path, message]),
    ).toEqual([
      ['a.attributes.choices[1]', 'null is not a number, text, true or false'],
      ['b.name', expect.stringContaining('"NormalDistribution" is not one of "FloatDistribution"')],
      ['c.attributes.log', '"yes" is not true or false'],
      ['c.attributes.high', '"1" is not a number'],
      ['d', '"FloatDistribution(low=0)" is not JSON'],
      ['e.attribute', 'there is no field "attribute"'],
      ['e.attributes', 'the field attributes is missing'],
    ]);
  });

  it('are read or refused, whatever they are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (input) => {
        issuesOf(() => importOptuna(input));
      }),
    );
  });
});
