import { describe, expect, it } from '@jest/globals';
import { Rng } from '../random/rng.ts';
import { drawUniform } from '../samplers/unit-point.ts';
import { createSpace } from '../space/create-space.ts';
import type { Configuration, Parameter } from '../space/parameter.ts';
import { parameterImportance } from './parameter-importance.ts';

const float = (name: string): Parameter => ({ name, kind: 'float', low: 0, high: 1, scale: 'linear' });

/** Importance by name, of trials drawn uniformly. */
function importanceOf(
  parameters: readonly Parameter[],
  lossOf: (configuration: Configuration, rng: Rng) => number,
  {
    trials = 500,
    seed = 1,
    violationOf = () => 0,
  }: {
    readonly trials?: number;
    readonly seed?: number;
    readonly violationOf?: (configuration: Configuration) => number;
  } = {},
): Readonly<Record<string, number>> {
  const space = createSpace(parameters);
  const rng = new Rng(seed);
  const results = Array.from({ length: trials }, () => {
    const point = new Float64Array(space.dimensions.length);
    drawUniform(space, rng, point);
    space.repair(point);
    const configuration = space.decode(point);
    return { point, loss: lossOf(configuration, rng), violation: violationOf(configuration) };
  });
  const finding = parameterImportance(space, results);
  let step = finding.next();
  while (step.done !== true) step = finding.next();
  const importance = step.value;
  return Object.fromEntries(space.dimensions.map(({ name }, index) => [name, importance[index] ?? NaN]));
}

const number = (value: unknown): number => Number(value);
const xyz = [float('x'), float('y'), float('z')];

describe('the importance of parameters', () => {
  it('is all that of the only one that matters', () => {
    const found = importanceOf(xyz, ({ x }) => Math.abs(number(x) - 0.3));
    expect(found.x).toBeGreaterThan(0.95);
  });

  it('is the same of two that matter alike, and none of a third', () => {
    const found = importanceOf(xyz, ({ x, y }) => (number(x) - 0.5) ** 2 + (number(y) - 0.5) ** 2, {
      trials: 5_000,
    });
    expect(found.x).toBeCloseTo(0.5, 1);
    expect(found.y).toBeCloseTo(0.5, 1);
    expect(found.z).toBeLessThan(0.01);
  });

  it('has the order of their shares in a sum', () => {
    const found = importanceOf(xyz, ({ x, y, z }) => 9 * number(x) + 3 * number(y) + number(z), {
      trials: 2_000,
    });
    expect(found.x).toBeGreaterThan(3 * number(found.y));
    expect(found.y).toBeGreaterThan(number(found.z));
  });

  it('is that of a product, whose factors are nothing by themselves on average', () => {
    const found = importanceOf(xyz, ({ x, y }) => -Math.abs((number(x) - 0.5) * (number(y) - 0.5)), {
      trials: 2_000,
    });
    expect(number(found.x) + number(found.y)).toBeGreaterThan(0.97);
  });

  it('does not see the scale of a loss, only its order', () => {
    const plain = importanceOf(xyz, ({ x, y }) => number(x) + 0.2 * number(y));
    expect(importanceOf(xyz, ({ x, y }) => Math.exp(40 * (number(x) + 0.2 * number(y))))).toEqual(plain);
  });

  it('is found of choices, rasters and logarithms', () => {
    const parameters: readonly Parameter[] = [
      { name: 'model', kind: 'categorical', choices: ['a', 'b', 'c', 'd'] },
      { name: 'depth', kind: 'int', low: 1, high: 8, scale: 'linear', step: 1 },
      { name: 'rate', kind: 'float', low: 1e-6, high: 1, scale: 'log' },
    ];
    expect(importanceOf(parameters, ({ model }) => (model === 'c' ? 0 : 1)).model).toBe(1);
    expect(importanceOf(parameters, ({ depth }) => Math.abs(number(depth) - 3)).depth).toBeGreaterThan(0.95);
    const rate = importanceOf(parameters, ({ rate: found }) => Math.abs(Math.log10(number(found)) + 3));
    expect(rate.rate).toBeGreaterThan(0.95);
  });

  it('is that within its branch of a parameter with a condition, and none where the branch is never good', () => {
    const parameters: readonly Parameter[] = [
      { name: 'model', kind: 'categorical', choices: ['svm', 'tree'] },
      { ...float('c'), when: { parameter: 'model', in: ['svm'] } },
      { ...float('depth'), when: { parameter: 'model', in: ['tree'] } },
    ];
    const found = importanceOf(
      parameters,
      ({ model, c, depth }) => (model === 'svm' ? Math.abs(number(c) - 0.5) : 5 + number(depth)),
      { trials: 1_000 },
    );
    expect(found.depth).toBe(0);
    expect(found.c).toBeGreaterThan(number(found.model));
    expect(found.model).toBeGreaterThan(0.01);
  });

  it('is about being feasible first', () => {
    const found = importanceOf(xyz, ({ x }) => number(x), {
      violationOf: ({ y }) => Math.max(0, number(y) - 0.05),
    });
    expect(found.y).toBeGreaterThan(number(found.x));
  });

  it.each([0, 1, 2, 3])('is none as long as %d results are known', (trials) => {
    expect(importanceOf(xyz, ({ x }) => number(x), { trials })).toEqual({ x: 0, y: 0, z: 0 });
  });

  it('is none when all results are the same', () => {
    expect(importanceOf(xyz, () => 1)).toEqual({ x: 0, y: 0, z: 0 });
  });

  it('is mostly none by chance: the loss being noise, few parameters of many stand out', () => {
    const parameters = Array.from({ length: 20 }, (_, index) => float(`x${String(index)}`));
    const standing = [1, 2, 3, 4, 5].map(
      (seed) =>
        Object.values(importanceOf(parameters, (_, rng) => rng.uniform(), { seed })).filter(
          (importance) => importance > 0,
        ).length,
    );
    expect(standing.reduce((sum, each) => sum + each, 0) / (5 * 20)).toBeLessThan(0.15);
  });
});
