import { describe, expect, it } from '@jest/globals';
import { decideExtend, decidePause, decideRestate, decideResume, decideStop } from './change-state.ts';
import type { StudyProgress } from './stop.ts';
import type { StopConditions, StudyState } from './study.ts';

const study = (state: StudyState, stop: StopConditions = { trials: 10 }) => ({
  state,
  reason: state === 'ended' ? 'all 10 trials ended' : undefined,
  rules: {
    objectives: [{ metric: 'loss', direction: 'minimize' }] as const,
    outcomeConstraints: [],
    stop,
    leaseTime: 1_000,
    handOuts: 3,
  },
});
const progress = (finished: number): StudyProgress => ({
  finished,
  failed: 0,
  elapsed: 0,
  cost: 0,
  best: undefined,
  sinceBest: 0,
});

describe('a study', () => {
  it('is paused and resumed, also twice', () => {
    expect(decidePause(study('running'))).toMatchObject({ kind: 'changed', state: 'paused' });
    expect(decidePause(study('paused'))).toMatchObject({ kind: 'same', state: 'paused' });
    expect(decideResume(study('paused'))).toMatchObject({ kind: 'changed', state: 'running' });
    expect(decideResume(study('running'))).toMatchObject({ kind: 'same', state: 'running' });
  });

  it.each([decidePause, decideResume])('that has ended is neither paused nor resumed', (decide) => {
    expect(decide(study('ended'))).toEqual({
      kind: 'refused',
      message: 'the study has ended: all 10 trials ended; extend it to go on',
    });
  });

  it('is stopped by somebody, and keeps the reason that it ended for before', () => {
    expect(decideStop(study('paused'), 'alice')).toMatchObject({
      kind: 'changed',
      state: 'ended',
      reason: 'stopped by alice',
    });
    expect(decideStop(study('ended'), 'alice')).toMatchObject({
      kind: 'same',
      reason: 'all 10 trials ended',
    });
  });

  it('that has ended runs again when its bound is moved out', () => {
    expect(decideExtend(study('ended'), { trials: 20 }, progress(10))).toEqual({
      kind: 'changed',
      state: 'running',
      reason: undefined,
      stop: { trials: 20 },
    });
  });

  it('that is extended to the same bound again stays as it is', () => {
    expect(decideExtend(study('ended'), { trials: 10 }, progress(10))).toMatchObject({
      kind: 'same',
      state: 'ended',
      reason: 'all 10 trials ended',
    });
    expect(decideExtend(study('paused'), { trials: 20 }, progress(3))).toMatchObject({ state: 'paused' });
  });

  it.each([
    [{ trials: 5 }, 'trials is 10 already: 5 would shorten the study'],
    [{ failures: 5 }, 'the study has no bound of failures: there is nothing to extend'],
  ])('is not shortened by %j', (stop, message) => {
    expect(decideExtend(study('running'), stop, progress(3))).toEqual({ kind: 'refused', message });
  });

  it('is not extended so that it ends at once', () => {
    const ended = study('ended', { trials: 10, failures: 4 });
    expect(decideExtend(ended, { failures: 8 }, progress(10))).toEqual({
      kind: 'refused',
      message: 'the study would end at once: all 10 trials ended',
    });
  });
});

describe('what ends a study of desired state', () => {
  it.each<[string, StudyState, StopConditions, number, object]>([
    [
      'is as it was',
      'ended',
      { trials: 10 },
      10,
      { kind: 'same', state: 'ended', reason: 'all 10 trials ended' },
    ],
    [
      'moves out, and it goes on',
      'ended',
      { trials: 20 },
      10,
      { kind: 'changed', state: 'running', reason: undefined },
    ],
    ['moves nearer, and it ends', 'running', { trials: 5 }, 7, { kind: 'changed', state: 'ended' }],
    [
      'gets another condition',
      'running',
      { trials: 10, failures: 2 },
      3,
      { kind: 'changed', state: 'running' },
    ],
    ['loses a condition', 'running', {}, 3, { kind: 'changed', state: 'running', stop: {} }],
    ['moves out while it is paused', 'paused', { trials: 20 }, 3, { kind: 'changed', state: 'paused' }],
  ])('%s', (_, state, stop, finished, expected) => {
    expect(decideRestate(study(state), stop, progress(finished))).toMatchObject(expected);
  });
});
