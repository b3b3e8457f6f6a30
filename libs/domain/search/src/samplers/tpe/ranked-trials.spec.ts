import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareOutcomes } from '../outcome.ts';
import type { Observation } from '../sampler.ts';
import { RankedTrials } from './ranked-trials.ts';

const ended = (trial: number, ...losses: number[]): Observation => ({
  trial,
  point: new Float64Array(0),
  state: 'complete',
  losses,
  violation: 0,
});

describe('ranked trials', () => {
  it('are sorted by their outcome after each one', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (losses) => {
        const ranked = new RankedTrials(1);
        const all = losses.map((loss, trial) => ended(trial, loss));
        for (const observation of all) ranked.add(observation);
        expect(ranked.order()).toEqual(all.toSorted(compareOutcomes));
      }),
    );
  });

  it('of several objectives begin with the first front, its ends before its middle', () => {
    const ranked = new RankedTrials(2);
    for (const observation of [ended(0, 5, 5), ended(1, 2, 2), ended(2, 0, 4)]) ranked.add(observation);
    expect(ranked.order().map(({ trial }) => trial)).toEqual([1, 2, 0]);
    ranked.add(ended(3, 4, 0));
    expect(ranked.order().map(({ trial }) => trial)).toEqual([2, 3, 1, 0]);
  });
});
