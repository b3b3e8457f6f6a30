import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bracketsOf, hyperband } from './hyperband.ts';
import { arbitraryLosses, curve, play } from './testing/curves.ts';

describe('the brackets of Hyperband', () => {
  const brackets = bracketsOf(1, 81, 3);

  it('begin at 81, 27, 9, 3 and 1, as in the example of the paper', () => {
    expect(brackets.rungs.map(({ first }) => first)).toEqual([81, 27, 9, 3, 1]);
    expect(bracketsOf(1, 1000, 10).rungs.map(({ first }) => first)).toEqual([1000, 100, 10, 1]);
    expect(bracketsOf(2, 100, 3).rungs.map(({ first }) => Math.ceil(first))).toEqual([100, 34, 12, 4]);
  });

  it('get trials in the shares of the paper: 5, 7.5, 15, 33.75 and 81', () => {
    const counts = [0, 0, 0, 0, 0];
    const trials = 10_000;
    for (let trial = 0; trial < trials; trial += 1) {
      const bracket = brackets.numberOf(trial);
      counts[bracket] = (counts[bracket] ?? 0) + 1;
    }
    for (const [bracket, share] of [5, 7.5, 15, 33.75, 81].entries())
      expect((counts[bracket] ?? 0) / trials).toBeCloseTo(share / 142.25, 2);
  });

  it('are mixed: any 60 trials in a row have some of each', () => {
    for (let first = 0; first < 1000; first += 1) {
      const run = Array.from({ length: 60 }, (_, index) => brackets.numberOf(first + index));
      expect(new Set(run).size).toBe(5);
    }
  });
});

describe('Hyperband', () => {
  const rule = hyperband({ maxResource: 81 });
  const brackets = bracketsOf(1, 81, 3);
  const trialsOf = (bracket: number) =>
    Array.from({ length: 200 }, (_, trial) => trial).filter((trial) => brackets.numberOf(trial) === bracket);
  const steady = (trial: number, loss: number, steps = 81) =>
    curve(
      trial,
      Array.from({ length: steps }, () => loss),
    );

  it('compares a trial with those of its bracket alone, at the rungs of the bracket', () => {
    for (const [bracket, rungs] of [[], [27], [9, 27], [3, 9, 27], [1, 3, 9, 27]].entries()) {
      const [own = 0, ...peers] = trialsOf(bracket);
      const better = peers.map((trial) => steady(trial, 1));
      const strangers = trialsOf((bracket + 1) % 5).map((trial) => steady(trial, 0));
      const steps = Array.from({ length: 81 }, (_, index) => index + 1);
      const judged = steps.filter((step) => rule.shouldStop(steady(own, 9, step), [...better, ...strangers]));
      expect(judged).toEqual(rungs);
      expect(steps.some((step) => rule.shouldStop(steady(own, 9, step), strangers))).toBe(false);
    }
  });

  it('decides in a replay as before, and never stops the trial with the best losses', () => {
    fc.assert(
      fc.property(arbitraryLosses, fc.nat(), (losses, pick) => {
        const best = pick % losses.length;
        const all = losses.map((some, trial) => (trial === best ? some.map(() => -1) : some));
        const done = play(hyperband({ maxResource: 9 }), all);
        expect(done).toEqual(play(hyperband({ maxResource: 9 }), all));
        expect(done[best]).toBe(all[best]?.length);
      }),
    );
  });

  it('refuses options that are wrong', () => {
    expect(() => hyperband({} as never)).toThrow('maxResource: the option maxResource is missing');
    expect(() => hyperband({ maxResource: 2 })).toThrow('maxResource: 2 leaves no room for a rung');
  });
});
