import { describe, expect, it } from '@jest/globals';
import {
  logNormalCdf,
  logNormalDensity,
  normalCdf,
  scaledErfc,
  writeNormalTails,
} from './normal-distribution.ts';

// Reference values with 60 digits by mpmath.
describe('the normal distribution', () => {
  it.each([
    [-20, 1.0442939379528289e174],
    [-3, 16205.988853999586],
    [-0.3, 1.4537492328427657],
    [0, 1],
    [0.4, 0.6707877852947615],
    [1, 0.427583576155807],
    [3.9, 0.1403141816006897],
    [5, 0.11070463773306863],
    [30, 0.01879588886141675],
  ])('has the scaled complementary error function of %d right to 13 digits', (x, expected) => {
    expect(scaledErfc(x) / expected).toBeCloseTo(1, 13);
  });

  it.each([
    [-8, 6.220960574271784e-16, -35.01343715991455],
    [-2, 0.02275013194817921, -3.783184333682032],
    [-0.5, 0.3085375387259869, -1.1759117615936185],
    [0, 0.5, -0.6931471805599453],
    [0.7, 0.758036347776927, -0.2770239422771313],
    [3, 0.9986501019683699, -0.0013508099647481938],
  ])('has the probability below %d right, and its logarithm', (x, probability, logarithm) => {
    expect(normalCdf(x) / probability).toBeCloseTo(1, 13);
    expect(logNormalCdf(x) / logarithm).toBeCloseTo(1, 12);
  });

  it('has logarithms of probabilities that underflow', () => {
    expect(logNormalCdf(-38)).toBeCloseTo(-726.5572160188201, 10);
    expect(logNormalDensity(-100)).toBeCloseTo(-5000.918938533205, 10);
  });

  it('has the probabilities on both sides of a number at once', () => {
    const below = new Float64Array(1_000);
    const above = new Float64Array(1_000);
    for (let index = 0; index < 1_000; index += 1) writeNormalTails(index / 80, index, below, above);
    expect(below).toEqual(below.map((_, index) => normalCdf(-index / 80)));
    expect(above).toEqual(above.map((_, index) => normalCdf(index / 80)));
  });
});
