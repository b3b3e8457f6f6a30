import { describe, expect, it } from '@jest/globals';
import type { Play } from './quality.ts';
import { gapsAfter, meanDifference, meanOverProblems, meanRanks } from './statistics.ts';

const play = (system: string, problem: string, seed: number, ...gaps: number[]): Play => ({
  system,
  problem,
  family: 'any',
  seed,
  gaps,
});

describe('the statistics of the quality', () => {
  it('gives every problem the same weight, however many seeds it has', () => {
    const { mean, low, high } = meanOverProblems([[1, 1, 1, 1], [3]]);
    expect([mean, low, high]).toEqual([2, 2, 2]);
  });

  it('has an interval as wide as the seeds differ', () => {
    const { mean, low, high } = meanOverProblems([[0, 1, 0, 1, 0, 1, 0, 1]]);
    expect(mean).toBe(0.5);
    expect(low).toBeLessThan(0.3);
    expect(high).toBeGreaterThan(0.7);
  });

  it('looks at the trial that is asked about, in the order of the seeds', () => {
    const plays = [play('a', 'p', 1, 9, 5), play('a', 'p', 0, 8, 4), play('b', 'p', 0, 7, 7)];
    expect(gapsAfter(plays, 'a', 2)).toEqual(new Map([['p', [4, 5]]]));
  });

  it('compares systems on the seeds that both have', () => {
    const plays = [play('a', 'p', 0, 3), play('a', 'p', 1, 100), play('b', 'p', 0, 1)];
    expect(meanDifference(plays, 'a', 'b', 1).mean).toBe(2);
  });

  it('shares ranks among equals, and leaves out what not all have played', () => {
    const plays = [play('a', 'p', 0, 1), play('b', 'p', 0, 1), play('c', 'p', 0, 0), play('a', 'p', 1, 0)];
    expect(meanRanks(plays, 1)).toEqual(
      new Map([
        ['a', 2.5],
        ['b', 2.5],
        ['c', 1],
      ]),
    );
  });
});
