import { describe, expect, it } from '@jest/globals';
import { curve } from './testing/curves.ts';
import { thresholdRule } from './threshold.ts';

describe('the threshold rule', () => {
  const rule = thresholdRule({ lower: 0, upper: 10 });

  it('stops a trial whose last loss is out of the range', () => {
    expect(rule.shouldStop(curve(1, [10]), [])).toBe(false);
    expect(rule.shouldStop(curve(1, [10.1]), [])).toBe(true);
    expect(rule.shouldStop(curve(1, [-0.1]), [])).toBe(true);
    expect(rule.shouldStop(curve(1, [99, 5]), [])).toBe(false);
    expect(rule.shouldStop(curve(1, []), [])).toBe(false);
  });

  it('stops a trial whose last loss is not a number', () => {
    expect(thresholdRule({ upper: 1e9 }).shouldStop(curve(1, [Number.NaN]), [])).toBe(true);
    expect(rule.shouldStop(curve(1, [Number.NaN, 1]), [])).toBe(false);
  });

  it('waits for the warm-up', () => {
    const warm = thresholdRule({ upper: 10, warmUpSteps: 2 });
    expect(warm.shouldStop(curve(1, [99]), [])).toBe(false);
    expect(warm.shouldStop(curve(1, [99, 99]), [])).toBe(true);
  });

  it('refuses options that are wrong', () => {
    expect(() => thresholdRule({})).toThrow('there is neither upper nor lower');
    expect(() => thresholdRule({ lower: 2, upper: 1 })).toThrow('lower: 2 is above upper, which is 1');
  });
});
