import { describe, expect, it } from '@jest/globals';
import { noResults, progressOf, withResult, type StudyResults } from './results.ts';
import type { Objective } from './study.ts';
import type { TrialState } from './trial.ts';

const objectives: readonly Objective[] = [{ metric: 'accuracy', direction: 'maximize' }];
const after = (...trials: readonly (readonly [TrialState, number?])[]): StudyResults =>
  trials.reduce(
    (results, [state, value], number) =>
      withResult(results, objectives, {
        ...{ number, state, values: value === undefined ? [] : [value] },
        ...{ violation: 0, cost: undefined },
      }),
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
      cost: 0,
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

  it('have nothing infeasible among the best, and the cost of all', () => {
    const trial = { state: 'complete', violation: 0, cost: 2 } as const;
    const results = [
      { ...trial, number: 0, values: [0.9], violation: 0.1 },
      { ...trial, number: 1, values: [0.5] },
      { ...trial, number: 2, values: [], state: 'failed' as const, cost: 0.5 },
    ].reduce((before, result) => withResult(before, objectives, result), noResults);
    expect(results).toEqual({
      ...{ complete: 2, pruned: 0, failed: 1, sinceBest: 0, cost: 4.5 },
      front: [{ trial: 1, losses: [-0.5] }],
    });
    expect(progressOf(results, objectives, 0)).toMatchObject({ cost: 4.5, best: [0.5] });
  });

  it('are none of a trial that has not ended', () => {
    expect(() => after(['running'])).toThrow('trial 0 is running: it has no result');
  });
});
