import { describe, expect, it } from '@jest/globals';
import { minimise, type Differentiable } from './minimise.ts';

const rosenbrock: Differentiable = (point, gradient) => {
  const [x = 0, y = 0] = point;
  gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
  gradient[1] = 200 * (y - x * x);
  return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
};

describe('minimise', () => {
  it('follows a curved valley to its end', () => {
    const point = Float64Array.of(-1.2, 1);
    const value = minimise(rosenbrock, point, Float64Array.of(-5, -5), Float64Array.of(5, 5), {
      evaluations: 100,
    });
    expect(value).toBeLessThan(1e-10);
    expect([...point]).toEqual([expect.closeTo(1, 4), expect.closeTo(1, 4)]);
  });

  it('stays in the box and finds the minimum on its border', () => {
    const point = Float64Array.of(-1, 1);
    minimise(rosenbrock, point, Float64Array.of(-1.5, -1), Float64Array.of(0.5, 2), { evaluations: 100 });
    expect([...point]).toEqual([0.5, expect.closeTo(0.25, 4)]);
  });

  it('evaluates no more often than it may', () => {
    let calls = 0;
    const counted: Differentiable = (point, gradient) => {
      calls += 1;
      return rosenbrock(point, gradient);
    };
    minimise(counted, Float64Array.of(-1.2, 1), Float64Array.of(-5, -5), Float64Array.of(5, 5), {
      evaluations: 12,
    });
    expect(calls).toBe(12);
  });
});
