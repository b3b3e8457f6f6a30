import { describe, expect, it } from '@jest/globals';
import { violationOf } from './outcome-constraint.ts';

describe('an outcome constraint', () => {
  it.each([
    ['without bounds', {}, [-1, 0, 0.5], [0, 0, 0.5]],
    ['with a greatest value', { max: 10 }, [-50, 10, 12], [0, 0, 2]],
    ['with a least value', { min: 3 }, [1, 3, 50], [2, 0, 0]],
    ['with both', { min: -1, max: 1 }, [-3, 0, 1.5], [2, 0, 0.5]],
  ])('%s is violated by what lies beyond', (_what, bounds, values, violations) => {
    const constraint = { metric: 'latency', ...bounds };
    expect(values.map((value) => violationOf([constraint], [value]))).toEqual(violations);
  });

  it('counts with the others, and not when nothing was told', () => {
    const constraints = [{ metric: 'latency', max: 10 }, { metric: 'size' }];
    expect(violationOf(constraints, [12, 3])).toBe(5);
    expect(violationOf(constraints, [12])).toBe(2);
    expect(violationOf(constraints, [])).toBe(0);
  });
});
