import { describe, expect, it } from '@jest/globals';
import { createSpace } from '../space/create-space.ts';
import type { Configuration } from '../space/parameter.ts';
import type { Point, SearchSpace } from '../space/search-space.ts';
import { createAutoSampler } from './auto.ts';
import { createRandomSampler } from './random.ts';
import type { CreateSampler, Sampler } from './sampler.ts';
import { play } from './testing/play.ts';
import { describeSampler } from './testing/sampler-contract.ts';
import { cube, mixedSpace } from './testing/spaces.ts';
import { createTpeSampler } from './tpe/tpe.ts';

describeSampler('auto', createAutoSampler, 1, 1);
describeSampler('auto for two objectives', createAutoSampler, 2);

/** Trials from elsewhere, at random points. */
function tellRandom(
  sampler: Sampler,
  space: SearchSpace,
  count: number,
  loss: (point: Point) => number,
): number {
  const random = createRandomSampler({ space, seed: 99 });
  let lowest = Infinity;
  for (let trial = 0; trial < count; trial += 1) {
    const point = random.ask(trial);
    const own = loss(point);
    sampler.begin(trial, point);
    sampler.tell({ trial, point, state: 'complete', losses: [own], violation: 0 });
    lowest = Math.min(lowest, own);
  }
  return lowest;
}

describe('auto', () => {
  it('beats random search on a mixed space without conditions', () => {
    const space = createSpace([
      { name: 'rate', kind: 'float', low: 1e-5, high: 1, scale: 'log' },
      { name: 'layers', kind: 'int', low: 1, high: 8, step: 1, scale: 'linear' },
      { name: 'model', kind: 'categorical', choices: ['linear', 'tree', 'net'] },
    ]);
    const loss = ({ rate, layers, model }: Configuration) =>
      (Math.log10(Number(rate)) + 3) ** 2 + Math.abs(Number(layers) - 6) + (model === 'tree' ? 0 : 2);
    const lowest = (create: CreateSampler) =>
      Math.min(
        ...play(create({ space, seed: 1 }), space, { trials: 30, losses: (point) => [loss(point)] }).map(
          ({ losses }) => losses[0] ?? Infinity,
        ),
      );
    expect(lowest(createAutoSampler)).toBeLessThan(0.2 * lowest(createRandomSampler));
  });

  it('takes turns with TPE when the process has had some time', () => {
    const space = cube(3);
    const sampler = createAutoSampler({ space, seed: 1 });
    const tpe = createTpeSampler({ space, seed: 1 });
    const loss = (point: Point) => Math.abs((point[0] ?? 0) - 0.4);
    tellRandom(sampler, space, 41, loss);
    tellRandom(tpe, space, 41, loss);
    expect(sampler.ask(44)).toEqual(tpe.ask(44));
    expect(sampler.ask(45)).not.toEqual(tpe.ask(45));
  });

  it('hands over to CMA-ES about the incumbent on a continuous space', () => {
    const space = cube(3);
    const loss = ([x = 0, y = 0, z = 0]: Point) => (x - 0.3) ** 2 + 10 * (y - 0.6) ** 2 + 100 * (z - x) ** 2;
    const sampler = createAutoSampler({ space, seed: 1, budget: 600 });
    const lowest = tellRandom(sampler, space, 300, loss);
    let last = Infinity;
    for (let trial = 300; trial < 600; trial += 1) {
      const point = sampler.ask(trial);
      last = Math.min(last, loss(point));
      sampler.tell({ trial, point, state: 'complete', losses: [loss(point)], violation: 0 });
    }
    expect(last).toBeLessThan(1e-3 * lowest);
  });

  it('hands over to TPE on a space with conditions', () => {
    const space = mixedSpace();
    const sampler = createAutoSampler({ space, seed: 1 });
    const tpe = createTpeSampler({ space, seed: 1 });
    const loss = (point: Point) => Math.abs((point[0] ?? 0) - 0.4);
    tellRandom(sampler, space, 300, loss);
    tellRandom(tpe, space, 300, loss);
    expect(sampler.ask(300)).toEqual(tpe.ask(300));
  });
});
