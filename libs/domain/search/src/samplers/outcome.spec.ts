import { describe, expect, it } from '@jest/globals';
import { compareOutcomes } from './outcome.ts';
import type { Observation } from './sampler.ts';

const ended = (trial: number, change: Partial<Observation>): Observation => ({
  trial,
  point: new Float64Array(0),
  state: 'complete',
  losses: [0],
  violation: 0,
  ...change,
});

describe('the order of outcomes', () => {
  it('is by kind, then by loss or violation, then by trial', () => {
    const inOrder = [
      ended(7, { losses: [-1] }),
      ended(3, { losses: [2] }),
      ended(4, { losses: [2] }),
      ended(9, { losses: [-5], state: 'pruned' }),
      ended(2, { losses: [1], state: 'pruned' }),
      ended(6, { losses: [3], violation: 0.5 }),
      ended(5, { losses: [1], violation: 2 }),
      ended(0, { losses: [], state: 'failed' }),
      ended(1, { losses: [NaN] }),
      ended(8, { losses: [1, 2] }),
    ];
    expect(inOrder.toReversed().toSorted(compareOutcomes)).toEqual(inOrder);
  });
});
