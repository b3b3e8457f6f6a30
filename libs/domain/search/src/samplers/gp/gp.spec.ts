import { describe, expect, it } from '@jest/globals';
import { Rng } from '../../random/rng.ts';
import { createRandomSampler } from '../random.ts';
import type { CreateSampler } from '../sampler.ts';
import { play } from '../testing/play.ts';
import { describeSampler } from '../testing/sampler-contract.ts';
import { cube } from '../testing/spaces.ts';
import { createGpSampler } from './gp.ts';

describeSampler('the Gaussian process', createGpSampler, 1, 1);
describeSampler('the Gaussian process of two objectives', createGpSampler, 2, 1);

const sphere = (values: Iterable<unknown>): number => {
  let sum = 0;
  for (const value of values) sum += (Number(value) - 1) ** 2;
  return sum;
};

describe('the Gaussian process', () => {
  it('comes much nearer to the minimum of a sphere than random search', () => {
    const space = cube(4);
    const best = (create: CreateSampler, seed: number) =>
      Math.min(
        ...play(create({ space, seed }), space, {
          trials: 30,
          losses: (point) => [sphere(Object.values(point))],
        }).map(({ losses }) => losses[0] ?? Infinity),
      );
    for (const seed of [1, 2])
      expect(best(createGpSampler, seed)).toBeLessThan(0.02 * best(createRandomSampler, seed));
  });

  it('is not led astray by noise', () => {
    const space = cube(3);
    for (const seed of [1, 2]) {
      const rng = new Rng(seed, 0x4015e);
      const played = play(createGpSampler({ space, seed }), space, {
        trials: 40,
        losses: (point) => [sphere(Object.values(point)) + rng.normal()],
      });
      const last = played.slice(-10).map(({ point }) => sphere(Object.values(space.decode(point))));
      expect(last.toSorted((left, right) => left - right)[5]).toBeLessThan(4);
    }
  });

  it('spreads trials that are asked for at the same time', () => {
    const space = cube(2);
    const sampler = createGpSampler({ space, seed: 1 });
    play(sampler, space, { trials: 20, losses: (point) => [sphere(Object.values(point))] });
    const points = Array.from({ length: 8 }, (_, index) =>
      [...sampler.ask(100 + index)].map((value) => value.toFixed(4)).join(),
    );
    expect(new Set(points).size).toBe(8);
  });

  it('goes on from the best trials when there are more than it learns from', () => {
    const space = cube(2);
    const sampler = createGpSampler({ space, seed: 1 });
    const rng = new Rng(1);
    for (let trial = 0; trial < 700; trial += 1) {
      const point = Float64Array.of(rng.uniform(), rng.uniform());
      sampler.tell({
        trial,
        point,
        state: 'complete',
        losses: [(point[0] ?? 0) + (point[1] ?? 0)],
        violation: 0,
      });
    }
    const [first = 1, second = 1] = sampler.ask(700);
    expect(first + second).toBeLessThan(0.2);
  });
});
