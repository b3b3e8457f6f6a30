import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Rng } from '../random/rng.ts';
import { asha } from './asha.ts';
import { arbitraryLosses, completed, curve, play } from './testing/curves.ts';

describe('asynchronous successive halving', () => {
  const rule = asha({ minResource: 2, reductionFactor: 3 });
  const others = completed([9, 1], [9, 2], [9, 3], [9, 4], [9, 5]);

  it('keeps the best third of those that have come to a rung', () => {
    // With this trial six have come to it: two go on.
    expect(rule.shouldStop(curve(6, [9, 1.5]), others)).toBe(false);
    expect(rule.shouldStop(curve(6, [9, 2]), others)).toBe(false);
    expect(rule.shouldStop(curve(6, [9, 2.5]), others)).toBe(true);
  });

  it('keeps the best one alone while there are fewer than three', () => {
    expect(rule.shouldStop(curve(6, [9, 5]), [])).toBe(false);
    expect(rule.shouldStop(curve(6, [9, 0]), others.slice(0, 1))).toBe(false);
    expect(rule.shouldStop(curve(6, [9, 5]), others.slice(0, 1))).toBe(true);
  });

  it('judges at the rungs only: 2, 6, 18', () => {
    const long = Array.from({ length: 20 }, () => 1);
    const ahead = completed(long, long, long);
    const judged = Array.from({ length: 20 }, (_, index) => index + 1).filter((step) =>
      rule.shouldStop(
        curve(
          6,
          Array.from({ length: step }, () => 9),
        ),
        ahead,
      ),
    );
    expect(judged).toEqual([2, 6, 18]);
  });

  it('compares at the first report from a rung on, also where rungs are passed without one', () => {
    const ahead = { trial: 1, steps: [1, 7], losses: [9, 5], isComplete: false };
    const jump = (loss: number) => ({ trial: 2, steps: [1, 8], losses: [0, loss], isComplete: false });
    expect(rule.shouldStop(jump(4), [ahead])).toBe(false);
    expect(rule.shouldStop(jump(6), [ahead])).toBe(true);
    expect(rule.shouldStop(jump(6), [{ ...ahead, steps: [1, 5] }])).toBe(false);
  });

  it('does not stop a trial at its end', () => {
    const ended = asha({ minResource: 1, reductionFactor: 2, maxResource: 4 });
    const best = completed([1, 1, 1, 1]);
    expect(ended.shouldStop(curve(2, [9, 9]), best)).toBe(true);
    expect(ended.shouldStop(curve(2, [9, 9, 9, 9]), best)).toBe(false);
  });

  it('holds a loss that is not a number to be the worst', () => {
    expect(rule.shouldStop(curve(6, [9, Number.NaN]), others)).toBe(true);
    expect(rule.shouldStop(curve(6, [9, 100]), completed([9, Number.NaN], [9, Number.NaN]))).toBe(false);
  });

  it('keeps each trial that is better than all before it, and none that is worse than all', () => {
    const improving = Array.from({ length: 27 }, (_, trial) => curve(trial, [9, 100 - trial]));
    const worsening = improving.toReversed();
    const stoppedOf = (curves: typeof improving) =>
      curves.filter((now, order) => rule.shouldStop(now, curves.slice(0, order))).length;
    expect(stoppedOf(improving)).toBe(0);
    expect(stoppedOf(worsening)).toBe(26);
  });

  it('keeps about a third of trials that come in any order', () => {
    const rng = new Rng(1);
    const curves = Array.from({ length: 900 }, (_, trial) => curve(trial, [9, rng.uniform()]));
    const kept = curves.filter((now, order) => !rule.shouldStop(now, curves.slice(0, order)));
    expect(kept.length / curves.length).toBeCloseTo(1 / 3, 1);
  });

  it('never stops the trial with the best losses', () => {
    fc.assert(
      fc.property(arbitraryLosses, fc.nat(), (losses, pick) => {
        const best = pick % losses.length;
        const all = losses.map((some, trial) => (trial === best ? some.map(() => -1) : some));
        expect(play(asha(), all)[best]).toBe(all[best]?.length);
      }),
    );
  });

  it('decides in a replay as before', () => {
    fc.assert(
      fc.property(arbitraryLosses, (losses) => {
        expect(play(asha({ reductionFactor: 2 }), losses)).toEqual(
          play(asha({ reductionFactor: 2 }), losses),
        );
      }),
    );
  });

  it('refuses options that are wrong', () => {
    expect(() => asha({ reductionFactor: 1 })).toThrow('reductionFactor: 1 is not a number at least 2');
    expect(() => asha({ minResource: 0 })).toThrow('minResource: 0 is not a number at least 1');
    expect(() => asha({ minResource: 9, maxResource: 3 })).toThrow(
      'maxResource: 3 is not above minResource, which is 9',
    );
  });
});
