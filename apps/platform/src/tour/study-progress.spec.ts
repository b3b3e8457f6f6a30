import { describe, expect, it } from '@jest/globals';
import { StudySpec, type StudyEvent } from '@slipway/contracts';
import { StudyProgress } from './study-progress.ts';

const spec = StudySpec.parse({
  parameters: [{ name: 'C', kind: 'float', low: 0, high: 9 }],
  objectives: [{ metric: 'accuracy', direction: 'maximize' }],
});
const at = '2026-01-01T00:00:00Z';
const begun = (trial: number, C: number): StudyEvent => ({
  type: 'trial-begun',
  trial,
  at,
  worker: 'w',
  parameters: { C },
});
const ended = (trial: number, value: number, improved = false): StudyEvent => ({
  type: 'trial-ended',
  trial,
  at,
  state: 'complete',
  values: [value],
  improved,
});
const lines = (events: readonly StudyEvent[], trials?: number): readonly string[] => {
  const progress = new StudyProgress({ spec, stop: trials === undefined ? {} : { trials } });
  return events.flatMap((event) => progress.read(event).map((line) => line.join(': ')));
};

describe('the tour of a study', () => {
  it('tells each trial that is better than all before it, with its parameters', () => {
    expect(lines([begun(0, 2.572542), begun(1, 3), ended(1, 0.9, true), ended(0, 0.95, true)])).toEqual([
      'best: trial 1: accuracy=0.9  C=3',
      'best: trial 0: accuracy=0.95  C=2.573',
    ]);
  });

  it('counts the trials every five, with those that were stopped early and that failed', () => {
    const others: readonly StudyEvent[] = [
      ended(0, 0.9, true),
      { type: 'trial-ended', trial: 1, at, state: 'pruned', values: [0.4], improved: false },
      { type: 'trial-ended', trial: 2, at, state: 'failed', values: [], improved: false },
      ended(3, 0.8),
      ended(4, 0.8),
      ended(5, 0.8),
    ];
    expect(lines(others, 30)).toEqual([
      'best: trial 0: accuracy=0.9  ',
      'progress: 5 of 30 trials, 1 stopped early, 1 failed, best so far accuracy=0.9',
    ]);
    expect(lines(others).at(-1)).toBe(
      'progress: 5 trials, 1 stopped early, 1 failed, best so far accuracy=0.9',
    );
  });

  it('says nothing of what begins, reports and states', () => {
    expect(lines([begun(0, 1), { type: 'trial-reported', trial: 0, step: 1, values: [0.5] }])).toEqual([]);
  });
});
