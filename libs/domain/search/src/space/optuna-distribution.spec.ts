import { describe, expect, it } from '@jest/globals';
import { InvalidInputError } from '@slipway/kernel';
import {
  optunaConflict,
  optunaValue,
  parsePythonJson,
  readOptunaDistribution,
  type OptunaDistribution,
} from './optuna-distribution.ts';

const float = (log: boolean): OptunaDistribution =>
  readOptunaDistribution(
    JSON.stringify({ name: 'FloatDistribution', attributes: { low: 1, high: 9, log, step: null } }),
  );
const categorical = (choices: string): OptunaDistribution =>
  readOptunaDistribution(`{"name": "CategoricalDistribution", "attributes": {"choices": ${choices}}}`);

describe("a parameter of Optuna's", () => {
  it('keeps its kind, its scale and its choices within a study', () => {
    expect(optunaConflict(float(false), float(false))).toBeUndefined();
    expect(optunaConflict(float(false), float(true))).toMatch(/another scale/);
    expect(optunaConflict(float(false), categorical('[1]'))).toMatch(/is a FloatDistribution/);
    expect(optunaConflict(categorical('["a", "b"]'), categorical('["b", "a"]'))).toMatch(/order/);
  });

  it('compares choices as Python does, where True is 1, 1.0 is 1, and a NaN is there', () => {
    expect(optunaConflict(categorical('[true, NaN, null]'), categorical('[1.0, NaN, null]'))).toBeUndefined();
    expect(optunaConflict(categorical('[null]'), categorical('["null"]'))).toBeDefined();
  });

  it('has the value of its choice, and JSON where there is no equivalent', () => {
    const distribution = categorical('["a", 2, false, null, [1, 2]]');
    expect([0, 1, 2, 3, 4].map((index) => optunaValue(distribution, index))).toEqual([
      ...['a', 2, false],
      ...['null', '[1,2]'],
    ]);
    expect(() => optunaValue(distribution, 5)).toThrow('there is no choice 5 of 5');
    expect(optunaValue(float(false), 2.5)).toBe(2.5);
  });

  it.each(['', '[]', '{"name": "FloatDistribution"}', '{"name": "Other", "attributes": {}}'])(
    'refuses %j',
    (text) => {
      expect(() => readOptunaDistribution(text)).toThrow(InvalidInputError);
    },
  );

  it('is read from JSON as Python writes it, texts untouched', () => {
    expect(parsePythonJson('{"a": [NaN, -Infinity, 1e5], "NaN": "say \\"NaN\\""}')).toEqual({
      a: ['NaN', '-Infinity', 1e5],
      NaN: 'say "NaN"',
    });
  });
});
