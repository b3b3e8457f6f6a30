import { createSpace } from '../../space/create-space.ts';
import type { LinearConstraint, Parameter } from '../../space/parameter.ts';
import type { SearchSpace } from '../../space/search-space.ts';

/** Parameters `x0`, `x1`, … between two bounds. */
export function floats(count: number, low = -5, high = 5): Parameter[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `x${String(index)}`,
    kind: 'float',
    low,
    high,
    scale: 'linear',
  }));
}

export function cube(count: number, low = -5, high = 5): SearchSpace {
  return createSpace(floats(count, low, high), []);
}

/** Two floats of which the first one is the smaller, and the second one at most 0.8. */
export function triangle(): SearchSpace {
  const constraints: LinearConstraint[] = [
    { coefficients: { x0: 1, x1: -1 }, bound: 0 },
    { coefficients: { x1: 1 }, bound: 0.8 },
  ];
  return createSpace(floats(2, 0, 1), constraints);
}

/** Parameters of all kinds, with two levels of conditions. */
export const mixedParameters: readonly Parameter[] = [
  { name: 'rate', kind: 'float', low: 1e-5, high: 1, scale: 'log' },
  { name: 'layers', kind: 'int', low: 1, high: 4, step: 1, scale: 'linear' },
  { name: 'width', kind: 'int', low: 1, high: 20, step: 1, scale: 'log' },
  { name: 'model', kind: 'categorical', choices: ['linear', 'tree', 'net'] },
  {
    name: 'depth',
    kind: 'int',
    low: 2,
    high: 6,
    step: 2,
    scale: 'linear',
    when: { parameter: 'model', in: ['tree'] },
  },
  {
    name: 'dropout',
    kind: 'float',
    low: 0,
    high: 0.5,
    scale: 'linear',
    when: { parameter: 'model', in: ['net'] },
  },
  { name: 'batch', kind: 'ordinal', values: [32, 64, 128] },
];

export const mixedSpace = (): SearchSpace => createSpace(mixedParameters, []);

/** Finite: 2 × (1 + 1 + 2 + 2) configurations. */
export const treeParameters: readonly Parameter[] = [
  { name: 'model', kind: 'categorical', choices: ['a', 'b'] },
  {
    name: 'size',
    kind: 'int',
    low: 1,
    high: 3,
    step: 1,
    scale: 'linear',
    when: { parameter: 'model', in: ['a'] },
  },
  { name: 'kind', kind: 'categorical', choices: ['x', 'y'], when: { parameter: 'size', min: 2 } },
  { name: 'flag', kind: 'categorical', choices: [true, false] },
];

export const treeSpace = (): SearchSpace => createSpace(treeParameters, []);
