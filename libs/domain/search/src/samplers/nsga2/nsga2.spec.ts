import { describe, expect, it } from '@jest/globals';
import { hypervolume } from '../../pareto/hypervolume.ts';
import { nonDominatedFronts } from '../../pareto/non-dominated-fronts.ts';
import { Rng } from '../../random/rng.ts';
import type { Configuration } from '../../space/parameter.ts';
import { createRandomSampler } from '../random.ts';
import type { CreateSampler } from '../sampler.ts';
import { play, type Game } from '../testing/play.ts';
import { describeSampler } from '../testing/sampler-contract.ts';
import { cube, mixedSpace } from '../testing/spaces.ts';
import { createNsga2Sampler } from './nsga2.ts';
import { writeChild } from './variation.ts';

describeSampler('NSGA-II', createNsga2Sampler, 2);
describeSampler('NSGA-II with one objective', createNsga2Sampler);

/** Problem ZDT1 of Zitzler, Deb and Thiele (2000): the front is `1 - √f`. */
function zdt1(configuration: Configuration): number[] {
  const [first = 0, ...others] = Object.values(configuration).map(Number);
  const distance = 1 + (9 * others.reduce((sum, value) => sum + value, 0)) / others.length;
  return [first, distance * (1 - Math.sqrt(first / distance))];
}

/** Up to (1.1, 1.1), of which the front dominates 1.21 - 1/3. */
function volumeOfZdt1(create: CreateSampler, game: Omit<Game, 'losses'>, dimensions = 10): number {
  const space = cube(dimensions, 0, 1);
  const { trials, parallelism = 1 } = game;
  const sampler = create({ space, seed: 1, objectives: 2, budget: trials, parallelism });
  const played = play(sampler, space, { ...game, losses: zdt1 });
  return hypervolume(
    played.map(({ losses }) => losses),
    [1.1, 1.1],
  );
}

describe('NSGA-II', () => {
  it('comes near to the front of ZDT1', () => {
    expect(volumeOfZdt1(createNsga2Sampler, { trials: 1500 })).toBeGreaterThan(0.8);
    expect(volumeOfZdt1(createRandomSampler, { trials: 1500 })).toBeLessThan(0.2);
  });

  it('does so when eight trials run at a time', () => {
    expect(volumeOfZdt1(createNsga2Sampler, { trials: 1500, parallelism: 8 })).toBeGreaterThan(0.75);
  });

  it('goes where constraints hold, although losses are smaller elsewhere', () => {
    const space = cube(4, 0, 1);
    const sampler = createNsga2Sampler({ space, seed: 2, objectives: 2, budget: 400 });
    const violationOf = (x0: number) => Math.max(0, 0.9 - x0);
    const played = play(sampler, space, {
      trials: 400,
      losses: zdt1,
      change: (observation) => ({ ...observation, violation: violationOf(observation.point[0] ?? 0) }),
    });
    const late = played.slice(200).filter(({ point }) => violationOf(point[0] ?? 0) === 0);
    expect(late.length).toBeGreaterThan(120);
  });

  it('does not try a configuration twice while there are others near', () => {
    const space = mixedSpace();
    const losses = ({ rate, layers }: Configuration) => [Math.log(Number(rate)), -Number(layers)];
    const played = play(createNsga2Sampler({ space, seed: 1, objectives: 2 }), space, {
      trials: 200,
      losses,
    });
    expect(new Set(played.map(({ point }) => point.join())).size).toBeGreaterThan(180);
    const [front = []] = nonDominatedFronts(played.map((trial) => trial.losses));
    expect(front.length).toBeGreaterThan(0);
  });
});

describe('a child of two points', () => {
  const children = (first: number, second: number) => {
    const space = cube(2);
    const rng = new Rng(1);
    return Array.from({ length: 4000 }, () => {
      const child = new Float64Array(2);
      writeChild(space, rng, [Float64Array.of(first, first), Float64Array.of(second, second)], child);
      return child[0] ?? NaN;
    });
  };

  it('stays in the space, and is near its parents', () => {
    const all = children(0.02, 0.97);
    expect(all.every((value) => value >= 0 && value <= 1)).toBe(true);
    const near = all.filter((value) => Math.min(Math.abs(value - 0.02), Math.abs(value - 0.97)) < 0.05);
    expect(near.length / all.length).toBeGreaterThan(0.7);
  });

  it('lies in the middle of its parents on average', () => {
    const all = children(0.4, 0.6);
    expect(all.reduce((sum, value) => sum + value, 0) / all.length).toBeCloseTo(0.5, 2);
  });

  it('has a value where either parent has one, and any where neither has', () => {
    const space = mixedSpace();
    const rng = new Rng(4);
    const point = (values: readonly number[]) => space.repair(Float64Array.from(values));
    const parents = [
      point([0.5, 0.1, 0.5, 1, 0.9, NaN, 0.1]),
      point([0.5, 0.1, 0.5, 2, NaN, 0.3, 0.1]),
    ] as const;
    for (let count = 0; count < 200; count += 1) {
      const child = new Float64Array(7);
      writeChild(space, rng, parents, child);
      expect(child.every((value) => Number.isFinite(value))).toBe(true);
    }
  });
});
