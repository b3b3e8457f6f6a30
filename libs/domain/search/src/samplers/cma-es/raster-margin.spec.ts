import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalCdf } from '../../numeric/normal-distribution.ts';
import { keepMargin } from './raster-margin.ts';

describe('the margin of a coordinate on a raster', () => {
  it('leaves a wide distribution as it is', () => {
    expect(keepMargin({ mean: 0.52, stretch: 1 }, { lower: 0.4, upper: 0.6 }, 0.3, 0.05)).toEqual({
      mean: 0.52,
      stretch: 1,
    });
  });

  it('moves a mean at the end towards the border of the next value', () => {
    const { mean, stretch } = keepMargin(
      { mean: 0.01, stretch: 1 },
      { lower: -Infinity, upper: 0.5 },
      0.05,
      0.1,
    );
    expect(stretch).toBe(1);
    expect(1 - normalCdf((0.5 - mean) / 0.05)).toBeCloseTo(0.1, 9);
  });

  it('keeps the values on both sides of an inner one likely enough, and the mean where it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 1e-9, max: 0.2, noNaN: true }),
        fc.double({ min: 0.001, max: 0.2, noNaN: true }),
        (levels, share, deviation, margin) => {
          const level = Math.min(levels - 2, 1 + Math.floor(share * (levels - 2)));
          const before = (level + 0.02 + 0.96 * share) / levels;
          const cell = { lower: level / levels, upper: (level + 1) / levels };
          const { mean, stretch } = keepMargin({ mean: before, stretch: 1 }, cell, deviation, margin);
          const spread = deviation * stretch;
          const below = normalCdf((cell.lower - mean) / spread);
          const above = normalCdf((mean - cell.upper) / spread);
          expect(Math.floor(mean * levels)).toBe(level);
          expect(Math.min(below, above)).toBeGreaterThan((margin / 2) * 0.99);
        },
      ),
    );
  });
});
