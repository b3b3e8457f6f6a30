import { describe, expect, it } from '@jest/globals';
import { createHistorySample } from './history-sample.ts';

const sampleOf = (count: number, limit: number): readonly number[] => {
  const sample = createHistorySample(limit);
  for (let step = count - 1; step >= 0; step -= 1) sample.add({ timestamp: 0, step, value: step });
  return sample.finish().map(({ step }) => step);
};

describe('a sample of a history', () => {
  // What MLflow's SQL, ntile over the points and the last one added, gives for the same numbers.
  it.each([
    [0, 3, []],
    [1, 3, [0]],
    [3, 3, [0, 1, 2]],
    [4, 3, [0, 2, 3]],
    [10, 3, [0, 4, 9]],
    [10, 4, [0, 3, 6, 9]],
    [10, 1, [9]],
    [7, 20, [0, 1, 2, 3, 4, 5, 6]],
  ])('of %p points, at most %p, has the points %p', (count, limit, expected) => {
    expect(sampleOf(count, limit)).toEqual(expected);
  });

  it('has each point once, however often it was logged', () => {
    const sample = createHistorySample(5);
    for (const value of [2, 1, Number.NaN, 2, 1, Number.NaN]) sample.add({ timestamp: 0, step: 0, value });
    expect(sample.finish().map(({ value }) => value)).toEqual([Number.NaN, 1, 2]);
  });

  it('of a very long history spans it, from the first point to the last', () => {
    const steps = sampleOf(500_000, 5);
    expect([steps[0], steps.at(-1)]).toEqual([0, 499_999]);
    for (const [index, step] of steps.slice(0, -1).entries())
      expect(Math.abs(step - index * 100_000)).toBeLessThan(100);
  });
});
