import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { transformTargets } from './target-transform.ts';

const losses = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 40 });

describe('the transform of losses', () => {
  it('keeps their order, mean 0 and variance 1', () => {
    fc.assert(
      fc.property(losses, (values) => {
        const targets = transformTargets(Float64Array.from(values));
        for (const [left, loss] of values.entries())
          for (const [right, other] of values.entries())
            if (loss <= other) expect(targets[left]).toBeLessThanOrEqual((targets[right] ?? 0) + 1e-9);
        if (Math.max(...values) - Math.min(...values) < 1e-3) return;
        expect(targets.reduce((sum, target) => sum + target, 0) / targets.length).toBeCloseTo(0, 6);
        expect(targets.reduce((sum, target) => sum + target ** 2, 0) / targets.length).toBeCloseTo(1, 6);
      }),
    );
  });

  it('does not see how bad the bad half is', () => {
    expect(transformTargets(Float64Array.of(1, 2, 3, 4, 5))).toEqual(
      transformTargets(Float64Array.of(1, 2, 3, 1e9, 1e12)),
    );
  });

  it('makes nothing of losses that are all the same', () => {
    expect([...transformTargets(Float64Array.of(7, 7, 7))]).toEqual([0, 0, 0]);
  });
});
