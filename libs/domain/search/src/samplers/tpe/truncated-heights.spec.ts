import { describe, expect, it } from '@jest/globals';
import { TruncatedHeights } from './truncated-heights.ts';

describe('heights of truncated Gaussians', () => {
  it.each([0.01, 0.2, 3])('are nearly the same for a few and for many centres, of width %d', (width) => {
    const many = Float64Array.from({ length: 301 }, (_, index) => index / 300);
    const heights = new Float64Array(many.length);
    const truncated = new TruncatedHeights();
    truncated.write(many, width, heights);
    for (const [index, centre] of many.entries()) {
      const alone = new Float64Array(1);
      truncated.write(Float64Array.of(centre), width, alone);
      expect(Math.abs((heights[index] ?? NaN) - (alone[0] ?? NaN))).toBeLessThan(0.05);
    }
  });

  it('are none where there is no centre', () => {
    const heights = new Float64Array(200);
    new TruncatedHeights().write(new Float64Array(200).fill(NaN), 0.1, heights);
    expect(heights.every(Number.isNaN)).toBe(true);
  });
});
