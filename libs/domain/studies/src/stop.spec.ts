import { describe, expect, it } from '@jest/globals';
import { stopReason, type StudyProgress } from './stop.ts';
import type { Direction, StopConditions } from './study.ts';

const begun: StudyProgress = {
  finished: 0,
  failed: 0,
  elapsed: 0,
  cost: 0,
  best: undefined,
  sinceBest: 0,
};
const reason = (stop: StopConditions, progress: Partial<StudyProgress>, direction: Direction = 'minimize') =>
  stopReason(
    { objectives: [{ metric: 'loss', direction }], outcomeConstraints: [], stop, leaseTime: 1, handOuts: 1 },
    { ...begun, ...progress },
  )?.condition;

describe('a study', () => {
  it('goes on without conditions', () => {
    expect(
      reason({}, { finished: 1e6, failed: 1e6, elapsed: 1e12, cost: 1e9, sinceBest: 1e6 }),
    ).toBeUndefined();
  });

  it.each([
    ['trials', { finished: 9 }, { finished: 10 }],
    ['failures', { failed: 9 }, { failed: 10 }],
    ['time', { elapsed: 9 }, { elapsed: 10 }],
    ['cost', { cost: 9.99 }, { cost: 10 }],
    ['stagnation', { sinceBest: 9 }, { sinceBest: 10 }],
  ] as const)('ends at the bound of %s, not before', (condition, before, at) => {
    expect(reason({ [condition]: 10 }, before)).toBeUndefined();
    expect(reason({ [condition]: 10 }, at)).toBe(condition);
  });

  it('ends when the target is reached, in the direction of its objective', () => {
    expect(reason({ target: 0.1 }, { best: [0.11] })).toBeUndefined();
    expect(reason({ target: 0.1 }, { best: [0.1] })).toBe('target');
    expect(reason({ target: 0.9 }, { best: [0.89] }, 'maximize')).toBeUndefined();
    expect(reason({ target: 0.9 }, { best: [0.95] }, 'maximize')).toBe('target');
  });
});
