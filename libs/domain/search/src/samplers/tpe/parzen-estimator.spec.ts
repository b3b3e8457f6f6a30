import { describe, expect, it } from '@jest/globals';
import { Rng } from '../../random/rng.ts';
import { createSpace } from '../../space/create-space.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';
import { createRandomSampler } from '../random.ts';
import { cube, mixedSpace, treeSpace } from '../testing/spaces.ts';
import { ParzenEstimator } from './parzen-estimator.ts';

const bandwidth = { factor: 0.7, floor: 0.01, leak: 1 };

/** All points of a small finite space, each once. */
function enumerate(space: SearchSpace): Point[] {
  const points = new Map<string, Point>();
  const visit = (values: readonly number[]): void => {
    const dimension = space.dimensions[values.length];
    if (dimension === undefined) {
      const point = space.repair(Float64Array.from(values));
      points.set(point.join(), point);
      return;
    }
    const { isCategorical, cardinality } = dimension;
    for (let value = 0; value < cardinality; value += 1)
      visit([...values, isCategorical ? value : (value + 0.5) / cardinality]);
  };
  visit([]);
  return [...points.values()];
}

describe('a Parzen estimator', () => {
  it('is a density over the configurations of a space with conditions', () => {
    const space = treeSpace();
    const all = enumerate(space);
    const estimator = new ParzenEstimator(space);
    estimator.fit(
      [all[0], all[3], all[7]].flatMap((point) => point ?? []),
      bandwidth,
    );
    const total = all.reduce((sum, point) => sum + Math.exp(estimator.logDensity(point)), 0);
    expect(total).toBeCloseTo(1, 9);
  });

  it('is a density over the unit interval, also near its ends', () => {
    const estimator = new ParzenEstimator(cube(1));
    estimator.fit(
      [0, 0.02, 0.31, 0.97, 1].map((at) => Float64Array.of(at)),
      { ...bandwidth, factor: 0.3 },
    );
    let total = 0;
    for (let cell = 0; cell < 10_000; cell += 1)
      total += Math.exp(estimator.logDensity(Float64Array.of((cell + 0.5) / 10_000))) / 10_000;
    expect(total).toBeCloseTo(1, 3);
  });

  it('without points is uniform', () => {
    const estimator = new ParzenEstimator(cube(2));
    estimator.fit([], bandwidth);
    expect(estimator.logDensity(Float64Array.of(0.1, 0.9))).toBe(0);
  });

  it.each(['tree', 'rasters'])('draws the points of a %s as often as it says', (name) => {
    const space =
      name === 'tree'
        ? treeSpace()
        : createSpace([{ name: 'n', kind: 'int', low: 1, high: 9, step: 1, scale: 'linear' }], []);
    const all = enumerate(space);
    const estimator = new ParzenEstimator(space);
    estimator.fit(
      [all[1], all[5], all[5]].flatMap((point) => point ?? []),
      bandwidth,
    );
    const rng = new Rng(7);
    const counts = new Map<string, number>();
    const point = new Float64Array(space.dimensions.length);
    const draws = 20_000;
    for (let draw = 0; draw < draws; draw += 1) {
      estimator.sample(rng, point);
      const key = space.repair(point).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    for (const candidate of all) {
      const share = (counts.get(candidate.join()) ?? 0) / draws;
      expect(Math.abs(share - Math.exp(estimator.logDensity(candidate)))).toBeLessThan(0.015);
    }
  });

  it('stops only at points whose density is more than a bound, and is the same at all others', () => {
    const space = mixedSpace();
    const random = createRandomSampler({ space, seed: 5 });
    const points = Array.from({ length: 400 }, (_, trial) => random.ask(trial));
    const estimator = new ParzenEstimator(space);
    estimator.fit(points.slice(0, 300), bandwidth);
    const bounded = points.flatMap((point) => {
      const density = estimator.logDensity(point);
      return [-1, -1e-3, -1e-9, 0, 1e-9, 1e-3, 1].map((more) => ({
        ...{ density, more },
        answer: estimator.logDensity(point, density + more),
      }));
    });
    for (const { answer, density, more } of bounded)
      if (more >= -1e-9) expect(answer).toBe(density);
      else expect(answer).toBe(Infinity);
  });

  it('is higher near its points', () => {
    const estimator = new ParzenEstimator(cube(3));
    estimator.fit([Float64Array.of(0.2, 0.2, 0.2), Float64Array.of(0.25, 0.2, 0.15)], bandwidth);
    expect(estimator.logDensity(Float64Array.of(0.2, 0.2, 0.2))).toBeGreaterThan(0);
    expect(estimator.logDensity(Float64Array.of(0.9, 0.9, 0.9))).toBeLessThan(0);
  });
});
