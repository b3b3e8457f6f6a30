import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { issuesOf } from '../validation/testing/issues-of.ts';
import { medianRule } from './median.ts';
import { percentileRule } from './percentile.ts';
import { arbitraryLosses, completed, curve, play } from './testing/curves.ts';

const rule = medianRule({ warmUpTrials: 3 });

describe('the median rule', () => {
  const others = completed([9, 5, 3], [9, 6, 4], [9, 7, 5]);

  it('stops a trial whose best loss is worse than the median at its step', () => {
    expect(rule.shouldStop(curve(4, [9, 6.1]), others)).toBe(true);
  });

  it('keeps a trial that is at the median, or was better before', () => {
    expect(rule.shouldStop(curve(4, [9, 6]), others)).toBe(false);
    expect(rule.shouldStop(curve(4, [5, 100]), others)).toBe(false);
  });

  it('takes of an even number of trials the worse one of the two in the middle', () => {
    const four = [...others, curve(5, [9, 8], true)];
    expect(rule.shouldStop(curve(4, [9, 7]), four)).toBe(false);
    expect(rule.shouldStop(curve(4, [9, 7.1]), four)).toBe(true);
  });

  it('goes by the last step before where a trial did not report at the same one', () => {
    const sparse = [2, 4, 6].map((loss, trial) => ({
      trial,
      steps: [10, 20],
      losses: [loss, 0],
      isComplete: true,
    }));
    const at = (loss: number) => ({ trial: 4, steps: [15], losses: [loss], isComplete: false });
    expect(rule.shouldStop(at(4), sparse)).toBe(false);
    expect(rule.shouldStop(at(4.1), sparse)).toBe(true);
    expect(rule.shouldStop({ ...at(100), steps: [9] }, sparse)).toBe(false);
  });

  it('goes on to count trials that were stopped, by their last loss', () => {
    const stopped = [curve(5, [20]), curve(6, [20]), curve(7, [20])];
    expect(rule.shouldStop(curve(4, [9, 7.1]), others)).toBe(true);
    expect(rule.shouldStop(curve(4, [9, 7.1]), [...others, ...stopped])).toBe(false);
  });

  it('waits for enough trials at the step', () => {
    const behind = [curve(1, [1]), curve(2, [1, 1]), curve(3, [1, 1])];
    expect(rule.shouldStop(curve(4, [9, 9]), behind)).toBe(false);
    expect(rule.shouldStop(curve(4, [9, 9]), [...behind.slice(1), curve(1, [1], true)])).toBe(true);
    expect(medianRule().shouldStop(curve(4, [9, 9]), others)).toBe(false);
  });

  it('waits for the warm-up, then judges once an interval', () => {
    const patient = medianRule({ warmUpTrials: 3, warmUpSteps: 2, interval: 3 });
    const best = completed([1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1]);
    const judged = [1, 2, 3, 4, 5, 6, 7, 8].filter((step) =>
      patient.shouldStop(
        curve(
          4,
          Array.from({ length: step }, () => 9),
        ),
        best,
      ),
    );
    expect(judged).toEqual([2, 5, 8]);
    const jump = { trial: 4, steps: [4, 9], losses: [9, 9], isComplete: false };
    expect(patient.shouldStop(jump, best)).toBe(true);
  });

  it('holds a loss that is not a number to be the worst', () => {
    expect(rule.shouldStop(curve(4, [1, Number.NaN]), others)).toBe(true);
    const lost = completed([Number.NaN], [Number.NaN], [3]);
    expect(rule.shouldStop(curve(4, [1000]), lost)).toBe(false);
    expect(rule.shouldStop(curve(4, [Number.NaN]), lost)).toBe(false);
  });

  it('never stops the trial with the best loss', () => {
    fc.assert(
      fc.property(arbitraryLosses, (losses) => {
        const numbers = losses.map((some) => some.map((loss) => (Number.isNaN(loss) ? 20 : loss)));
        const least = Math.min(...numbers.flat());
        const done = play(medianRule({ warmUpTrials: 1 }), numbers);
        for (const [trial, some] of numbers.entries())
          if (some[0] === least) expect(done[trial]).toBe(some.length);
      }),
    );
  });

  it('decides in a replay as before', () => {
    fc.assert(
      fc.property(arbitraryLosses, (losses) => {
        expect(play(medianRule(), losses)).toEqual(play(medianRule(), losses));
      }),
    );
  });
});

describe('the percentile rule', () => {
  it('keeps the best part of the trials', () => {
    const others = completed([1], [2], [3], [4], [5], [6], [7], [8]);
    const quarter = percentileRule({ percentile: 25 });
    expect(quarter.shouldStop(curve(9, [3]), others)).toBe(false);
    expect(quarter.shouldStop(curve(9, [3.5]), others)).toBe(true);
    expect(percentileRule({ percentile: 75 }).shouldStop(curve(9, [7]), others)).toBe(false);
    expect(percentileRule({ percentile: 75 }).shouldStop(curve(9, [7.5]), others)).toBe(true);
  });

  it('stops at 50 percent what the median rule stops', () => {
    fc.assert(
      fc.property(arbitraryLosses, (losses) => {
        expect(play(percentileRule({ percentile: 50 }), losses)).toEqual(play(medianRule(), losses));
      }),
    );
  });

  it('refuses options that are wrong, with what is right', () => {
    const options = { percentil: 5, percentile: 100, interval: 0.5, warmUpSteps: undefined };
    expect(issuesOf(() => percentileRule(options as never))).toEqual([
      {
        path: 'percentil',
        message: 'the percentile rule has no option "percentil"',
        expected: 'one of "percentile", "warmUpTrials", "warmUpSteps", "interval"',
        suggestion: 'percentile',
      },
      {
        path: 'percentile',
        message: '100 is not a number above 0 and below 100',
        expected: 'a number above 0 and below 100',
      },
      {
        path: 'interval',
        message: '0.5 is not a whole number at least 1',
        expected: 'a whole number at least 1',
      },
    ]);
    expect(() => percentileRule({} as never)).toThrow(
      'invalid options of the percentile rule: percentile: the option percentile is missing',
    );
  });
});
