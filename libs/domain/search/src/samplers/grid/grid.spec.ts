import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSpace } from '../../space/create-space.ts';
import { describeSampler } from '../testing/sampler-contract.ts';
import { cube, mixedSpace, treeSpace, triangle } from '../testing/spaces.ts';
import { GridCells } from './grid-cells.ts';
import { createGridSampler, type GridOptions } from './grid.ts';

describeSampler('the grid', createGridSampler);

const points = (options: GridOptions, count: number) => {
  const sampler = createGridSampler(options);
  return Array.from({ length: count }, (_, trial) => [...sampler.ask(trial)].join());
};

describe('the cells of a grid', () => {
  it('are numbered without gaps, each configuration once', () => {
    for (const [space, floatLevels, size] of [
      [treeSpace(), 1, (1 + 1 + 2 * 2) * 2],
      [mixedSpace(), 4, 4 * 4 * 20 * 3 * (1 + 3 + 4)],
      [cube(2), 5, 25],
    ] as const) {
      const cells = new GridCells(space, floatLevels);
      expect(cells.size).toBe(size);
      const seen = new Set<string>();
      const point = new Float64Array(space.dimensions.length);
      for (let cell = 0; cell < size; cell += 1) {
        cells.write(cell, point);
        const isRight = cells.cellOf(point) === cell && point.join() === space.repair(point.slice()).join();
        if (isRight) seen.add(point.join());
      }
      expect(seen.size).toBe(size);
    }
  });

  it('of many wide dimensions with dependants share one table', () => {
    const space = createSpace(
      Array.from({ length: 64 }, (_, index) => ({
        name: `p${String(index)}`,
        kind: 'int' as const,
        low: 1,
        high: 1e9,
        scale: 'linear' as const,
        step: 1,
        ...(index === 0 ? {} : { when: { parameter: `p${String(index - 1)}`, min: 5 } }),
      })),
      [],
    );
    let asked = 0;
    const counting = Object.assign(Object.create(space) as typeof space, {
      isActive: (point: Float64Array, dimension: number) => {
        asked += 1;
        return space.isActive(point, dimension);
      },
    });
    expect(new GridCells(counting, 1).size).toBeGreaterThan(0);
    expect(asked).toBeLessThan(200_000);
  });

  it('hold the ends of a float, and nothing between its levels', () => {
    const cells = new GridCells(cube(1), 3);
    expect([0, 0.5, 1, 0.4].map((at) => cells.cellOf(Float64Array.of(at)))).toEqual([0, 1, 2, undefined]);
  });
});

describe('the grid', () => {
  it('tries each configuration once before it begins anew, whatever the seed', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const all = points({ space: mixedSpace(), seed, floatLevels: 1 }, 2 * 1200);
        expect(new Set(all.slice(0, 1200)).size).toBe(1200);
        expect(new Set(all.slice(1200)).size).toBe(1200);
      }),
      { numRuns: 2 },
    );
  });

  it('covers the space early', () => {
    const sampler = createGridSampler({ space: cube(2), seed: 4, floatLevels: 16 });
    const quarters = Array.from({ length: 16 }, (_, trial) =>
      [...sampler.ask(trial)].map((at) => Math.min(3, Math.floor(at * 4))).join(),
    );
    expect(new Set(quarters).size).toBeGreaterThanOrEqual(14);
  });

  it('has as many values of a float as fit the budget', () => {
    expect(new Set(points({ space: cube(2), seed: 1, budget: 30 }, 60)).size).toBe(25);
    expect(new Set(points({ space: cube(3), seed: 1, budget: 3 }, 60)).size).toBe(8);
    expect(new Set(points({ space: cube(1), seed: 1 }, 60)).size).toBe(10);
  });

  it('goes on where there are more configurations than can be counted', () => {
    expect(new Set(points({ space: cube(40), seed: 1 }, 100)).size).toBe(100);
    expect(new Set(points({ space: cube(400), seed: 1 }, 100)).size).toBe(100);
  });

  it('leaves out what began elsewhere and what breaks a constraint', () => {
    const space = triangle();
    const sampler = createGridSampler({ space, seed: 1, floatLevels: 6 });
    sampler.begin(0, Float64Array.of(0.2, 0.4));
    const all = Array.from({ length: 14 }, (_, trial) =>
      [...sampler.ask(trial + 1)].map((at) => at.toFixed(1)).join(),
    );
    expect(new Set(all).size).toBe(14); // 15 pairs with x0 <= x1 <= 0.8
    expect(all).not.toContain('0.2,0.4');
  });
});
