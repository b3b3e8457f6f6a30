import { describe, expect, it } from '@jest/globals';
import { Rng } from '../../random/rng.ts';
import { createSpace } from '../../space/create-space.ts';
import { cube, mixedSpace } from '../testing/spaces.ts';
import { perturb } from './perturb.ts';

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
      perturb(cube(2), new Rng(seed), Float64Array.of(0.5, 0.5), [1], 1).join(),
    );
    expect(new Set(points).size).toBe(3);
  });
});
