import { describe, expect, it } from '@jest/globals';
import { patienceRule } from './patience.ts';
import { curve } from './testing/curves.ts';

describe('the patience rule', () => {
  const rule = patienceRule({ patience: 3 });

  it('stops a trial that has not improved for so many steps', () => {
    expect(rule.shouldStop(curve(1, [5, 4, 4, 4]), [])).toBe(false);
    expect(rule.shouldStop(curve(1, [5, 4, 4, 4, 4]), [])).toBe(true);
    expect(rule.shouldStop(curve(1, [5, 4, 4, 4, 3.9]), [])).toBe(false);
  });

  it('counts steps, not reports', () => {
    const sparse = { trial: 1, steps: [0, 10], losses: [5, 5], isComplete: false };
    expect(rule.shouldStop(sparse, [])).toBe(true);
    expect(rule.shouldStop({ ...sparse, losses: [5, 4] }, [])).toBe(false);
  });

  it('overlooks improvements that are too small, until they add up', () => {
    const strict = patienceRule({ patience: 3, minDelta: 1 });
    expect(strict.shouldStop(curve(1, [5, 4.5, 4.2, 4]), [])).toBe(true);
    expect(strict.shouldStop(curve(1, [5, 4.5, 4.2, 3.9]), [])).toBe(false);
  });

  it('takes a loss that is not a number for no improvement', () => {
    const lost = Number.NaN;
    expect(rule.shouldStop(curve(1, [lost, lost, lost, lost]), [])).toBe(true);
    expect(rule.shouldStop(curve(1, [lost, lost, 5, lost, lost]), [])).toBe(false);
    expect(rule.shouldStop(curve(1, [5, lost, lost, lost]), [])).toBe(true);
  });

  it('waits for the warm-up', () => {
    const warm = patienceRule({ patience: 1, warmUpSteps: 4 });
    expect(warm.shouldStop(curve(1, [5, 5, 5]), [])).toBe(false);
    expect(warm.shouldStop(curve(1, [5, 5, 5, 5]), [])).toBe(true);
    expect(warm.shouldStop(curve(1, []), [])).toBe(false);
  });

  it('refuses options that are wrong', () => {
    expect(() => patienceRule({ patience: 0 })).toThrow('patience: 0 is not a whole number at least 1');
    expect(() => patienceRule({ patience: 1, minDelta: -1 })).toThrow('minDelta: -1 is not a number');
  });
});
