import { describe, expect, it } from '@jest/globals';
import { noResults } from './results.ts';
import { decideSetState, withClientResult } from './set-state.ts';
import { TrialState } from './trial.ts';

const { Waiting, Running, Complete, Pruned, Failed } = TrialState;

describe('a client that sets the state of a trial', () => {
  it('begins a waiting trial once', () => {
    const wanted = { state: Running, values: [] };
    expect(decideSetState({ state: Waiting, values: [] }, wanted)).toMatchObject({ kind: 'changed' });
    expect(decideSetState({ state: Running, values: [] }, wanted)).toEqual({ kind: 'taken' });
  });

  it.each([Complete, Pruned, Failed])('leaves a trial that is %s as it is', (state) => {
    for (const wanted of [Waiting, Running, Complete, Pruned, Failed])
      expect(decideSetState({ state, values: [] }, { state: wanted, values: [1] })).toEqual({
        kind: 'finished',
      });
  });

  it('may give any values, and those it does not give stay', () => {
    const trial = { state: Running, values: [1] };
    expect(decideSetState(trial, { state: Complete, values: [Infinity, 2] })).toMatchObject({
      values: [Infinity, 2],
    });
    expect(decideSetState(trial, { state: Failed, values: [] })).toMatchObject({
      state: Failed,
      values: [1],
    });
  });
});

describe('results of a client', () => {
  const objectives = [{ metric: 'value', direction: 'maximize' }] as const;
  const result = (state: TrialState, ...values: number[]): unknown =>
    withClientResult(noResults, objectives, { number: 3, state, values });

  it('are best when they are finite and one for each objective', () => {
    expect(result(Complete, 2)).toMatchObject({ complete: 1, front: [{ trial: 3, losses: [-2] }] });
    for (const values of [[Infinity], [NaN], [], [1, 2]])
      expect(result(Complete, ...values)).toMatchObject({ complete: 1, front: [] });
  });

  it('are none until the trial is final', () => {
    expect(result(Running)).toBe(noResults);
    expect(result(Failed)).toMatchObject({ failed: 1 });
  });
});
