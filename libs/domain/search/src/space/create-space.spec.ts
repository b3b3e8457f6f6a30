import { describe, expect, it } from '@jest/globals';
import { issuesOf } from '../validation/testing/issues-of.ts';
import { createSpace } from './create-space.ts';
import type { Condition, FloatParameter, IntParameter, LinearConstraint, Parameter } from './parameter.ts';

const float = (name: string, range: Partial<FloatParameter> = {}): Parameter => ({
  name,
  kind: 'float',
  low: 0,
  high: 1,
  scale: 'linear',
  ...range,
});
const int = (name: string, range: Partial<IntParameter> = {}): Parameter => ({
  name,
  kind: 'int',
  low: 1,
  high: 10,
  scale: 'linear',
  step: 1,
  ...range,
});
const optimizer: Parameter = { name: 'optimizer', kind: 'categorical', choices: ['sgd', 'adam'] };

const spaceIssues = (parameters: readonly Parameter[], constraints?: readonly LinearConstraint[]) =>
  issuesOf(() => createSpace(parameters, constraints));

describe('a search space of a training', () => {
  const space = createSpace(
    [
      float('momentum', { when: { parameter: 'optimizer', in: ['sgd'] } }),
      int('layers', { high: 3 }),
      { name: 'seed', kind: 'fixed', value: 7 },
      optimizer,
      int('width', { low: 16, high: 64, step: 16 }),
      int('skip', { high: 2, when: { parameter: 'layers', min: 2 } }),
    ],
    [{ coefficients: { layers: 16, width: 1 }, bound: 80 }],
  );
  const configuration = { momentum: 0.9, layers: 3, seed: 7, optimizer: 'sgd', width: 32, skip: 1 };

  it('has a dimension for each parameter with several values, a parent just before its first child', () => {
    expect(space.dimensions).toEqual([
      { name: 'optimizer', isCategorical: true, cardinality: 2, parent: undefined },
      { name: 'momentum', isCategorical: false, cardinality: Infinity, parent: 0 },
      { name: 'layers', isCategorical: false, cardinality: 3, parent: undefined },
      { name: 'width', isCategorical: false, cardinality: 4, parent: undefined },
      { name: 'skip', isCategorical: false, cardinality: 2, parent: 2 },
    ]);
  });

  it('encodes a configuration and decodes it in the order in which the parameters were given', () => {
    const point = space.encode(configuration);
    expect([...point]).toEqual([0, 0.9, 2.5 / 3, 0.375, 0.25]);
    expect(JSON.stringify(space.decode(point))).toBe(JSON.stringify(configuration));
  });

  it('leaves out what is not active', () => {
    const point = space.encode({ optimizer: 'adam', layers: 1, width: 16 });
    expect([...point]).toEqual([1, Number.NaN, 0.5 / 3, 0.125, Number.NaN]);
    expect(space.decode(point)).toEqual({ layers: 1, seed: 7, optimizer: 'adam', width: 16 });
    expect([0, 1, 2, 3, 4].map((dimension) => space.isActive(point, dimension))).toEqual([
      true,
      false,
      true,
      true,
      false,
    ]);
  });

  it('repairs by clipping, by the raster, and by filling what becomes active', () => {
    const point = Float64Array.of(0, Number.NaN, 5, -1, Number.NaN);
    expect([...space.repair(point.slice())]).toEqual([0, 0.5, 2.5 / 3, 0.125, 0.75]);
    expect([...space.repair(point.slice(), (dimension) => dimension / 10)]).toEqual([
      0,
      0.1,
      2.5 / 3,
      0.125,
      0.25,
    ]);
    expect([...space.repair(Float64Array.of(1, 0.3, 0, 0, 0.3))]).toEqual([
      1,
      Number.NaN,
      0.5 / 3,
      0.125,
      Number.NaN,
    ]);
  });

  it('tells whether its constraints hold', () => {
    expect(space.isFeasible(space.encode(configuration))).toBe(true);
    expect(space.isFeasible(space.encode({ ...configuration, width: 48 }))).toBe(false);
  });

  it('names each parameter of a configuration that is wrong', () => {
    expect(
      issuesOf(() =>
        space.encode({ optimizer: 'adm', momentum: 0.5, layers: 2.5, widht: 32, seed: 8, skip: 1 }),
      ),
    ).toEqual([
      {
        path: 'optimizer',
        message: '"adm" is not one of "sgd", "adam"',
        expected: 'one of "sgd", "adam"',
        suggestion: 'adam',
      },
      {
        path: 'layers',
        message: '2.5 is not a whole number from 1 to 3',
        expected: 'a whole number from 1 to 3',
      },
      { path: 'seed', message: '8 is not 7', expected: '7' },
      {
        path: 'width',
        message: 'the parameter is missing',
        expected: 'a whole number from 16 to 64 in steps of 16',
      },
      {
        path: 'widht',
        message: 'the space has no such parameter',
        expected: 'a name of the space',
        suggestion: 'width',
      },
    ]);
    expect(
      issuesOf(() => space.encode({ optimizer: 'adam', momentum: 0.5, layers: 2, width: 16, skip: 1 })),
    ).toEqual([
      {
        path: 'momentum',
        message: 'it is not active, for that depends on "optimizer"',
        expected: 'leave it out',
      },
    ]);
  });
});

describe('conditions', () => {
  it('reach through a parent with a single value', () => {
    const space = createSpace([
      optimizer,
      { name: 'mode', kind: 'fixed', value: 'fast', when: { parameter: 'optimizer', in: ['adam'] } },
      float('beta', { when: { parameter: 'mode', in: ['fast'] } }),
    ]);
    expect(space.dimensions.map(({ name, parent }) => [name, parent])).toEqual([
      ['optimizer', undefined],
      ['beta', 0],
    ]);
    expect(space.decode(space.repair(Float64Array.of(1, 0.5)))).toEqual({
      optimizer: 'adam',
      mode: 'fast',
      beta: 0.5,
    });
    expect(space.decode(space.repair(Float64Array.of(0, 0.5)))).toEqual({ optimizer: 'sgd' });
  });

  it('name values of a raster as a person writes them', () => {
    const space = createSpace([
      float('dropout', { step: 0.1 }),
      int('units', { when: { parameter: 'dropout', in: [0.3] } }),
    ]);
    expect(space.decode(space.encode({ dropout: 0.3, units: 4 }))).toEqual({ dropout: 0.3, units: 4 });
    expect(space.size).toBe(10 + 10);
  });

  it('are counted in large ranges without trying each value', () => {
    const space = createSpace([
      int('n', { high: 1_000_000_000 }),
      int('m', { when: { parameter: 'n', min: 500_000_001 } }),
    ]);
    expect(space.size).toBe(500_000_000 + 500_000_000 * 10);
  });
});

describe('a constraint', () => {
  const sum: LinearConstraint = { coefficients: { a: 1, b: 1 }, bound: 0.3 };

  it('holds for decimal fractions as for a person who adds them', () => {
    const space = createSpace([float('a'), float('b')], [sum]);
    expect(space.isFeasible(space.encode({ a: 0.1, b: 0.2 }))).toBe(true);
    expect(space.isFeasible(space.encode({ a: 0.1, b: 0.2000001 }))).toBe(false);
  });

  it('counts a parameter that is not active as 0, also a fixed one', () => {
    const space = createSpace(
      [
        optimizer,
        { name: 'a', kind: 'fixed', value: 1, when: { parameter: 'optimizer', in: ['adam'] } },
        float('b'),
      ],
      [sum],
    );
    expect(space.isFeasible(space.encode({ optimizer: 'sgd', b: 0.2 }))).toBe(true);
    expect(space.isFeasible(space.encode({ optimizer: 'adam', b: 0.2 }))).toBe(false);
  });
});

describe('a search space that is wrong', () => {
  it('is refused with all that is wrong, and the first of it in the message', () => {
    expect(() => createSpace([float(''), float('x', { low: 2 }), float('x')])).toThrow(
      'invalid search space: parameters[0].name: the name is empty (and 2 more)',
    );
    expect(spaceIssues([])).toEqual([
      { path: 'parameters', message: 'there are no parameters', expected: 'at least one' },
    ]);
  });

  it.each<[string, Parameter, string, string]>([
    ['an end that is no number', float('x', { high: Number.NaN }), 'high', 'NaN is not a finite number'],
    ['an endless range', float('x', { low: -Infinity }), 'low', '-Infinity is not a finite number'],
    ['ends the wrong way round', float('x', { low: 2 }), 'low', '2 is above high, which is 1'],
    ['a logarithm of 0', float('x', { scale: 'log' }), 'low', '0 has no place on a log scale'],
    ['a step of 0', float('x', { step: 0 }), 'step', '0 is not above 0'],
    ['a step back', int('x', { step: -1 }), 'step', '-1 is not above 0'],
    ['steps on a log scale', int('x', { scale: 'log', step: 2 }), 'step', 'a log scale has no steps'],
    ['a fraction as an int', int('x', { low: 0.5 }), 'low', '0.5 is not a whole number'],
    ['too many values', float('x', { step: 1e-13 }), 'step', 'there are more than 1099511627776 values'],
    ['too far a log scale', int('x', { scale: 'log', high: 2 ** 41 }), 'high', 'is more than 1099511627776'],
    ['no choices', { name: 'x', kind: 'categorical', choices: [] }, 'choices', 'the list is empty'],
    ['a choice twice', { name: 'x', kind: 'ordinal', values: [1, 2, 1] }, 'values[2]', '1 comes twice'],
    ['an endless value', { name: 'x', kind: 'fixed', value: Infinity }, 'value', 'is not a finite number'],
  ])('has %s', (_, parameter, path, message) => {
    const [issue, ...more] = spaceIssues([parameter]);
    expect(more).toEqual([]);
    expect(issue?.path).toBe(`parameters[0].${path}`);
    expect(issue?.message).toContain(message);
    expect(issue?.expected).toBeDefined();
  });

  it.each<[string, Condition, string, string, string | undefined]>([
    ['an unknown parent', { parameter: 'optimiser', in: ['sgd'] }, '.parameter', 'no parameter', 'optimizer'],
    ['a value its parent never has', { parameter: 'optimizer', in: ['sgdd'] }, '.in[0]', 'never is', 'sgd'],
    ['no values', { parameter: 'optimizer', in: [] }, '.in', 'the list is empty', undefined],
    ['no range', { parameter: 'layers' }, '', 'it does not say when "layers" makes it active', undefined],
    [
      'a range beyond its parent',
      { parameter: 'layers', min: 11 },
      '',
      'no value from 11 to Infinity',
      undefined,
    ],
    [
      'a range between values',
      { parameter: 'layers', min: 2.1, max: 2.9 },
      '',
      'no value from 2.1 to 2.9',
      undefined,
    ],
    ['a range of texts', { parameter: 'optimizer', min: 0 }, '', 'no value from 0 to Infinity', undefined],
    [
      'a single one of endless values',
      { parameter: 'rate', in: [0.5] },
      '.in',
      'hardly ever is exactly',
      undefined,
    ],
  ])('has a condition with %s', (_, when, path, message, suggestion) => {
    const [issue, ...more] = spaceIssues([optimizer, int('layers'), float('rate'), float('x', { when })]);
    expect(more).toEqual([]);
    expect(issue?.path).toBe(`parameters[3].when${path}`);
    expect(issue?.message).toContain(message);
    expect(issue?.suggestion).toBe(suggestion);
  });

  it('has conditions in a circle, told once', () => {
    const after = (name: string, parameter: string) => float(name, { when: { parameter, min: 0.5 } });
    expect(
      spaceIssues([after('x', 'a'), after('a', 'b'), after('b', 'c'), after('c', 'a'), after('d', 'd')]),
    ).toEqual([
      {
        path: 'parameters[1].when.parameter',
        message: 'the conditions go in a circle: a -> b -> c -> a',
        expected: 'a parameter that does not depend on this one',
      },
      {
        path: 'parameters[4].when.parameter',
        message: 'the conditions go in a circle: d -> d',
        expected: 'a parameter that does not depend on this one',
      },
    ]);
  });

  it.each<[string, LinearConstraint, string, string]>([
    ['an unknown parameter', { coefficients: { layer: 1 }, bound: 1 }, '.coefficients.layer', 'no parameter'],
    ['texts', { coefficients: { optimizer: 1 }, bound: 1 }, '.coefficients.optimizer', 'are no numbers'],
    ['an endless factor', { coefficients: { layers: Infinity }, bound: 1 }, '.coefficients.layers', 'finite'],
    ['no parameters', { coefficients: {}, bound: 1 }, '.coefficients', 'there are no coefficients'],
    ['no bound', { coefficients: { layers: 1 }, bound: Number.NaN }, '.bound', 'not a finite number'],
    [
      'a bound out of reach',
      { coefficients: { layers: 2, rate: -1 }, bound: 0.5 },
      '.bound',
      'the sum is never below 1',
    ],
  ])('has a constraint with %s', (_, constraint, path, message) => {
    const [issue, ...more] = spaceIssues([optimizer, int('layers'), float('rate')], [constraint]);
    expect(more).toEqual([]);
    expect(issue?.path).toBe(`constraints[0]${path}`);
    expect(issue?.message).toContain(message);
  });

  it('is judged by what can be judged when a parameter of a constraint is wrong', () => {
    const issues = spaceIssues([int('a', { low: 20 })], [{ coefficients: { a: 1 }, bound: 0 }]);
    expect(issues.map(({ path }) => path)).toEqual(['parameters[0].low']);
  });
});
