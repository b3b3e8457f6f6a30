import { describe, expect, it } from '@jest/globals';
import type { Observation } from './sampler.ts';
import { TrialHistory } from './trial-history.ts';

const ended = (trial: number, loss: number): Observation => ({
  trial,
  point: Float64Array.of(trial, NaN),
  state: 'complete',
  losses: [loss],
  violation: 0,
});

describe('the history of trials', () => {
  it('knows which ones run', () => {
    const history = new TrialHistory(true);
    history.begin(1, Float64Array.of(1, NaN));
    history.begin(2, Float64Array.of(2, NaN));
    expect(history.tell(ended(1, 0))).toBe(true);
    expect(history.running).toEqual([Float64Array.of(2, NaN)]);
    expect(history.begun).toBe(2);
  });

  it('believes the first end of a trial that is told twice', () => {
    const history = new TrialHistory(true);
    history.tell(ended(1, 5));
    expect(history.tell(ended(1, 6))).toBe(false);
    expect(history.observations).toEqual([ended(1, 5)]);
  });

  it('finds points, those of trials that run too, also where a coordinate is not active', () => {
    const history = new TrialHistory(true);
    history.begin(1, Float64Array.of(1, NaN));
    history.tell(ended(2, 0));
    expect(history.has(Float64Array.of(1, NaN))).toBe(true);
    expect(history.has(Float64Array.of(2, NaN))).toBe(true);
    expect(history.has(Float64Array.of(2, 0))).toBe(false);
  });
});
