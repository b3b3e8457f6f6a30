import { describe, expect, it } from '@jest/globals';
import { constraintExcess } from './constraint-excess.ts';
import { createSpace } from './create-space.ts';

describe('the excess over constraints', () => {
  const space = createSpace(
    [
      { name: 'a', kind: 'int', low: 0, high: 10, step: 1, scale: 'linear' },
      {
        name: 'b',
        kind: 'int',
        low: 0,
        high: 10,
        step: 1,
        scale: 'linear',
        when: { parameter: 'a', min: 1 },
      },
    ],
    [
      { coefficients: { a: 1, b: 1 }, bound: 10 },
      { coefficients: { a: 1, b: -1 }, bound: 4 },
    ],
  );
  const excess = (configuration: Record<string, number>) =>
    constraintExcess(space, space.encode(configuration));

  it('is the sum of what each is exceeded by, in units of its coefficients', () => {
    expect(excess({ a: 5, b: 5 })).toBe(0);
    expect(excess({ a: 8, b: 6 })).toBe(2);
    expect(excess({ a: 10, b: 2 })).toBe(3);
  });

  it('counts a parameter that is not active as 0', () => {
    expect(excess({ a: 0 })).toBe(0);
  });
});
