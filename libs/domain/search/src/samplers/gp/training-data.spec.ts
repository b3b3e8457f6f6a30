import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../sampler.ts';
import { trainingData } from './training-data.ts';

let next = 0;
function observation(losses: readonly number[], change: Partial<Observation> = {}): Observation {
  next += 1;
  return { trial: next, point: Float64Array.of(next), state: 'complete', losses, violation: 0, ...change };
}

const one = Float64Array.of(1);

describe('training data', () => {
  it('has the worst loss for trials without a usable one, and no less than the median for pruned ones', () => {
    const { losses } = trainingData(
      [
        observation([1]),
        observation([2]),
        observation([4]),
        observation([0.5], { state: 'pruned' }),
        observation([3], { state: 'pruned' }),
        observation([], { state: 'failed' }),
        observation([NaN]),
        observation([0], { violation: 2 }),
      ],
      one,
      100,
    );
    expect([...losses]).toEqual([1, 2, 4, 2, 3, 4, 4, 4]);
  });

  it('is about violations as long as none is met', () => {
    const { losses } = trainingData(
      [
        observation([5], { violation: 3 }),
        observation([9], { violation: 1 }),
        observation([], { state: 'failed' }),
      ],
      one,
      100,
    );
    expect([...losses]).toEqual([3, 1, 3]);
  });

  it('keeps the best and the latest when there are too many', () => {
    const { losses } = trainingData(
      [5, 1, 4, 2, 9, 8].map((loss) => observation([loss])),
      one,
      4,
    );
    expect([...losses]).toEqual([1, 2, 9, 8]);
  });

  it('joins objectives by the one that counts most', () => {
    const { losses } = trainingData(
      [observation([0, 30]), observation([10, 10])],
      Float64Array.of(0.75, 0.25),
      100,
    );
    expect([...losses]).toEqual([expect.closeTo(0.25 + 0.05 * 0.25), expect.closeTo(0.75 + 0.05 * 0.75)]);
  });
});
