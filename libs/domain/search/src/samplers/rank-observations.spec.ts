import { describe, expect, it } from '@jest/globals';
import { rankObservations } from './rank-observations.ts';
import type { Observation } from './sampler.ts';

const observation = (
  trial: number,
  losses: readonly number[],
  changes: Partial<Observation> = {},
): Observation => ({
  trial,
  point: new Float64Array(1),
  state: 'complete',
  losses,
  violation: 0,
  ...changes,
});

const order = (observations: readonly Observation[], objectives: number) =>
  rankObservations(observations, objectives).map(({ observation: { trial }, rank }) => [trial, rank]);

describe('the rank of an observation', () => {
  it('goes by kind of outcome before it goes by loss', () => {
    const all = [
      observation(0, [], { state: 'failed' }),
      observation(1, [1], { violation: 2 }),
      observation(2, [9], { violation: 1 }),
      observation(3, [1], { state: 'pruned' }),
      observation(4, [8]),
      observation(5, [7]),
      observation(6, [NaN]),
    ];
    expect(order(all, 1)).toEqual([
      [5, 0],
      [4, 1],
      [3, 2],
      [2, 3],
      [1, 4],
      [0, 5],
      [6, 5],
    ]);
  });

  it('is that of its front with several objectives, the lonelier first', () => {
    const all = [
      observation(0, [0, 10]),
      observation(1, [1, 9]),
      observation(2, [5, 2]),
      observation(3, [10, 0]),
      observation(4, [6, 6]),
    ];
    expect(order(all, 2)).toEqual([
      [0, 0],
      [3, 0],
      [2, 0],
      [1, 0],
      [4, 1],
    ]);
  });

  it('is that of the earlier trial first among equals', () => {
    expect(order([observation(3, [1]), observation(1, [1])], 1)).toEqual([
      [1, 0],
      [3, 1],
    ]);
  });
});
