import { describe, expect, it } from '@jest/globals';
import { Rng } from '../random/rng.ts';
import { drawFeasible } from './draw-feasible.ts';
import { createSpace } from '../space/create-space.ts';
import { floats, triangle } from './testing/spaces.ts';

describe('a draw that has to be feasible', () => {
  it('is the first one that is', () => {
    const space = triangle();
    const attempts: number[] = [];
    const point = drawFeasible(space, new Rng(1), (place, attempt) => {
      attempts.push(attempt);
      place.set([0.5, attempt / 4]);
    });
    expect(attempts).toEqual([0, 1, 2]);
    expect([...point]).toEqual([0.5, 0.5]);
  });

  it('is uniform when the caller always draws the same', () => {
    const space = triangle();
    const point = drawFeasible(space, new Rng(1), (place) => {
      place.set([0.9, 0.1]);
    });
    expect(space.isFeasible(point)).toBe(true);
  });

  it('is found by moving coordinates where hardly a point is feasible', () => {
    const space = createSpace(floats(6, 0, 1), [
      { coefficients: Object.fromEntries(floats(6).map(({ name }) => [name, 1])), bound: 0.01 },
      { coefficients: { x0: -1, x1: -1 }, bound: -0.001 },
    ]);
    const rng = new Rng(1);
    const point = drawFeasible(space, rng, (place) => {
      place.fill(rng.uniform());
    });
    expect(point).toEqual(space.repair(point.slice()));
    expect(Math.max(...point)).toBeLessThan(0.1);
  });

  it('is a point of the space all the same where none is feasible', () => {
    const space = createSpace(floats(2, 0, 1), [
      { coefficients: { x0: 1, x1: 1 }, bound: 0.2 },
      { coefficients: { x0: -1, x1: -1 }, bound: -1.8 },
    ]);
    const rng = new Rng(1);
    const point = drawFeasible(space, rng, (place) => {
      place.fill(rng.uniform());
    });
    expect(point).toEqual(space.repair(point.slice()));
  });
});
