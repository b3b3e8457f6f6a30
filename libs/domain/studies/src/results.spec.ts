import { describe, expect, it } from '@jest/globals';
import { noResults, progressOf, withResult, type StudyResults } from './results.ts';
import type { Objective } from './study.ts';
import type { TrialState } from './trial.ts';

const objectives: readonly Objective[] = [{ metric: 'accuracy', direction: 'maximize' }];
const after = (...trials: readonly (readonly [TrialState, number?])[]): StudyResults =>
  trials.reduce(
    (results, [state, value], number) =>
      withResult(results, objectives, { number, state, values: value === undefined ? [] : [value] }),
    noResults,
  );

describe('the results of a study', () => {
  it('count trials by their state, and the results since the best one', () => {
    expect(
      after(['complete', 0.5], ['failed'], ['complete', 0.7], ['pruned', 0.1], ['complete', 0.7]),
    ).toEqual({
      complete: 3,
      pruned: 1,
      failed: 1,
      sinceBest: 2,
      front: [{ trial: 2, losses: [-0.7] }],
    });
  });

  it('say how far the study has come', () => {
    expect(progressOf(after(['complete', 0.5], ['failed']), objectives, 60)).toEqual({
      finished: 2,
      failed: 1,
      elapsed: 60,
      cost: 0,
      best: [0.5],
      sinceBest: 0,
    });
  });

  it('are none of a trial that has not ended', () => {
    expect(() => after(['running'])).toThrow('trial 0 is running: it has no result');
  });
});
