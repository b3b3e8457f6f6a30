import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Rng } from '../random/rng.ts';
import { cube, floats, mixedSpace } from '../samplers/testing/spaces.ts';
import { createSpace } from '../space/create-space.ts';
import { perturb } from './perturb.ts';
import { takeovers, type Member } from './population-training.ts';

const space = cube(2, 1, 9);

const member = (trial: number, losses: readonly number[], changes: Partial<Member> = {}): Member => ({
  curve: { trial, steps: losses.map((_, index) => index + 1), losses, isComplete: false },
  point: Float64Array.of(trial / 100, 0.5),
  since: 0,
  ...changes,
});

describe('population based training', () => {
  const options = { space, seed: 1, interval: 2 };

  it('lets the worst fifth go on from the best fifth', () => {
    const members = Array.from({ length: 10 }, (_, trial) => member(trial, [1, (trial * 7) % 10]));
    const decided = takeovers(members, options);
    // Losses are 0 7 4 1 8 5 2 9 6 3: trials 0 and 3 are the best, 4 and 7 the worst.
    expect(decided.map(({ trial }) => trial)).toEqual([4, 7]);
    for (const { from } of decided) expect([0, 3]).toContain(from);
  });

  it('leaves alone who has trained too short, has ended, or has no loss', () => {
    const best = [member(0, [1, 1]), member(1, [1, 2])];
    expect(takeovers([...best, member(2, [9, 9], { since: 1 })], options)).toEqual([]);
    expect(takeovers([...best, member(2, [])], options)).toEqual([
      expect.objectContaining({ trial: 1, from: 0 }),
    ]);
    const ended = member(2, [9, 9]);
    expect(takeovers([...best, { ...ended, curve: { ...ended.curve, isComplete: true } }], options)).toEqual(
      [],
    );
  });

  it('replaces a member that diverged, but never by another one', () => {
    expect(takeovers([member(0, [1, 1]), member(1, [1, NaN])], options)).toMatchObject([
      { trial: 1, from: 0 },
    ]);
    expect(takeovers([member(0, [1, Infinity]), member(1, [1, NaN])], options)).toEqual([]);
  });

  it('does nothing with one member, or when all are alike', () => {
    expect(takeovers([member(0, [1, 1])], options)).toEqual([]);
    expect(
      takeovers(
        Array.from({ length: 5 }, (_, trial) => member(trial, [1, 1])),
        options,
      ),
    ).toEqual([]);
  });

  it('decides the same again, with points that the space has', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: false }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 0, max: 2 ** 31 }),
        (losses, seed) => {
          const mixed = mixedSpace();
          const members = losses.map((loss, trial) =>
            member(trial, [0, loss], { point: mixed.repair(new Float64Array(7).fill(trial % 2)) }),
          );
          const decided = takeovers(members, { space: mixed, seed, interval: 1 });
          expect(takeovers(members, { space: mixed, seed, interval: 1 })).toEqual(decided);
          for (const { trial, from, point } of decided) {
            expect(point).toEqual(mixed.repair(point.slice()));
            expect((losses[from] ?? NaN) < (losses[trial] ?? NaN) || !Number.isFinite(losses[trial])).toBe(
              true,
            );
          }
        },
      ),
    );
  });

  it('trains a population to the optimum of its schedule', () => {
    // The toy problem of the paper: each member sees a surrogate of 1.2 - a² - b², and its point says how much it sees.
    const toy = createSpace(floats(2, 0.01, 1), []);
    const rng = new Rng(3);
    let members = Array.from({ length: 10 }, (_, trial) =>
      member(trial, [], { point: Float64Array.of(rng.uniform(), rng.uniform()) }),
    );
    const weights = new Map(members.map(({ curve }) => [curve.trial, [0.9, 0.9]]));
    for (let step = 1; step <= 100; step += 1) {
      members = members.map((each) => {
        const seen = toy.decode(each.point);
        const [a = 0, b = 0] = weights.get(each.curve.trial) ?? [];
        const next = [a - 0.02 * Number(seen.x0) * 2 * a, b - 0.02 * Number(seen.x1) * 2 * b];
        weights.set(each.curve.trial, next);
        const loss = next.reduce((sum, weight) => sum + weight * weight, 0);
        return {
          ...each,
          curve: { ...each.curve, steps: [...each.curve.steps, step], losses: [...each.curve.losses, loss] },
        };
      });
      for (const { trial, from, point } of takeovers(members, { space: toy, seed: 5, interval: 5 })) {
        weights.set(trial, weights.get(from) ?? []);
        members = members.map((each) =>
          each.curve.trial === trial ? { ...each, point, since: step } : each,
        );
      }
    }
    const mean = [...weights.values()].reduce((sum, [a = 0, b = 0]) => sum + a * a + b * b, 0) / 10;
    const alone = 2 * (0.9 * (1 - 0.02 * 2 * 0.5) ** 100) ** 2; // half of the schedule's range all along
    expect(mean).toBeLessThan(alone / 3);
  });
});

describe('a perturbed point', () => {
  it('has its numbers multiplied on either scale', () => {
    const both = createSpace(
      [
        { name: 'linear', kind: 'float', low: 0, high: 100, scale: 'linear' },
        { name: 'log', kind: 'float', low: 1e-4, high: 1, scale: 'log' },
      ],
      [],
    );
    const moved = both.decode(perturb(both, new Rng(1), Float64Array.of(0.5, 0.5), [1.2], 0));
    expect([moved.linear, moved.log]).toEqual([expect.closeTo(60, 9), expect.closeTo(0.012, 9)]);
  });

  it('moves by one value at least on a raster, keeps choices, and stays inside', () => {
    const mixed = mixedSpace();
    const before = mixed.repair(Float64Array.of(0.5, 0.1, 0.3, 1, 0.1, NaN, 0.5));
    const up = mixed.decode(perturb(mixed, new Rng(1), before, [1.2], 0));
    const { width } = mixed.decode(before);
    expect(up).toMatchObject({ layers: 2, width: Number(width) + 1, model: 'tree', depth: 4, batch: 128 });
    const down = mixed.decode(perturb(mixed, new Rng(1), before, [0.8], 0));
    expect(down).toMatchObject({ layers: 1, width: Number(width) - 1, model: 'tree', depth: 2, batch: 32 });
  });

  it('is drawn anew when that is asked for', () => {
    const points = [1, 2, 3].map((seed) =>
      perturb(space, new Rng(seed), Float64Array.of(0.5, 0.5), [1], 1).join(),
    );
    expect(new Set(points).size).toBe(3);
  });
});
