import { describe, expect, it } from '@jest/globals';
import { createSpace } from '../../space/create-space.ts';
import type { Configuration } from '../../space/parameter.ts';
import type { SearchSpace } from '../../space/search-space.ts';
import { createRandomSampler } from '../random.ts';
import type { CreateSampler } from '../sampler.ts';
import { play } from '../testing/play.ts';
import { describeSampler } from '../testing/sampler-contract.ts';
import { cube, mixedSpace, treeSpace } from '../testing/spaces.ts';
import { createTpeSampler } from './tpe.ts';

describeSampler('TPE', createTpeSampler);
describeSampler('TPE of two objectives', createTpeSampler, 2);

const sphere = (point: Configuration): number =>
  Object.values(point).reduce<number>((sum, value) => sum + (Number(value) - 1) ** 2, 0);

/** Mean over seeds of the lowest loss after 80 trials. */
function lowest(create: CreateSampler, space: SearchSpace, loss: (point: Configuration) => number): number {
  const seeds = [1, 2, 3, 4, 5];
  const best = seeds.map((seed) =>
    Math.min(
      ...play(create({ space, seed }), space, { trials: 80, losses: (point) => [loss(point)] }).map(
        ({ losses }) => losses[0] ?? Infinity,
      ),
    ),
  );
  return best.reduce((sum, value) => sum + value, 0) / seeds.length;
}

describe('TPE', () => {
  it('finds a lower loss than random search on a sphere', () => {
    const space = cube(5);
    expect(lowest(createTpeSampler, space, sphere)).toBeLessThan(
      0.3 * lowest(createRandomSampler, space, sphere),
    );
  });

  it('finds a lower loss than random search among nested parameters of all kinds', () => {
    const loss = ({ rate, layers, model, dropout = 0.5, batch }: Configuration): number =>
      (Math.log10(Number(rate)) + 3) ** 2 +
      Math.abs(Number(layers) - 3) +
      (model === 'net' ? 10 * (Number(dropout) - 0.2) ** 2 : 1) +
      Math.abs(Number(batch) - 64) / 64;
    const space = mixedSpace();
    expect(lowest(createTpeSampler, space, loss)).toBeLessThan(
      0.6 * lowest(createRandomSampler, space, loss),
    );
  });

  it('tries each configuration of a small space before it tries one again', () => {
    const space = treeSpace();
    const played = play(createTpeSampler({ space, seed: 3 }), space, { trials: 40, losses: () => [1] });
    const after = played.slice(10, 14).map(({ point }) => point.join());
    expect(new Set(after).size).toBe(after.length);
  });

  it('still finds the good region among many thousand trials', () => {
    const space = cube(4);
    const sampler = createTpeSampler({ space, seed: 1 });
    const random = createRandomSampler({ space, seed: 2 });
    for (let trial = 0; trial < 5_000; trial += 1) {
      const point = random.ask(trial);
      const losses = [sphere(space.decode(point))];
      sampler.tell({ trial, point, state: 'complete', losses, violation: 0 });
    }
    const asked = Array.from({ length: 20 }, (_, index) => sphere(space.decode(sampler.ask(5_000 + index))));
    expect(asked.toSorted((left, right) => left - right)[10]).toBeLessThan(8);
  });

  it('keeps away from points of trials that run', () => {
    const space = cube(1);
    const sampler = createTpeSampler({ space, seed: 1 });
    play(sampler, space, { trials: 30, losses: (point) => [sphere(point)] });
    const points = Array.from({ length: 20 }, (_, index) => sampler.ask(100 + index)[0] ?? 0);
    expect(Math.max(...points) - Math.min(...points)).toBeGreaterThan(0.2);
  });

  it('approaches the front of two objectives', () => {
    const space = createSpace(
      [
        { name: 'x', kind: 'float', low: 0, high: 1, scale: 'linear' },
        { name: 'y', kind: 'float', low: 0, high: 1, scale: 'linear' },
        { name: 'z', kind: 'float', low: 0, high: 1, scale: 'linear' },
      ],
      [],
    );
    const distance = ({ y, z }: Configuration): number => Number(y) + Number(z);
    const mean = (create: CreateSampler): number => {
      const played = play(create({ space, seed: 2, objectives: 2 }), space, {
        trials: 120,
        losses: (point) => [Number(point.x) + distance(point), 1 - Number(point.x) + distance(point)],
      });
      return played.slice(60).reduce((sum, { point }) => sum + distance(space.decode(point)) / 60, 0);
    };
    expect(mean(createTpeSampler)).toBeLessThan(0.6 * mean(createRandomSampler));
  });
});
