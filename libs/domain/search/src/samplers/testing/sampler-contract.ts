import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Rng } from '../../random/rng.ts';
import type { SearchSpace } from '../../space/search-space.ts';
import type { CreateSampler, Observation } from '../sampler.ts';
import { cube, mixedSpace, treeSpace, triangle } from './spaces.ts';

const spaces: Record<string, () => SearchSpace> = {
  cube: () => cube(3),
  mixed: mixedSpace,
  tree: treeSpace,
  triangle,
};

/**
 * Calls in a random order, with outcomes of all kinds.
 * @param known answers of the first asks, which are replayed where the sampler can do that
 * @returns the points that were asked for
 */
function calls(
  create: CreateSampler,
  space: SearchSpace,
  seed: number,
  objectives: number,
  known: readonly number[][] = [],
): number[][] {
  const rng = new Rng(seed, 0x7e57);
  const sampler = create({ space, seed, objectives, budget: 60, parallelism: 3 });
  const running: Omit<Observation, 'state' | 'losses' | 'violation'>[] = [];
  const points: number[][] = [];
  for (let trial = 0; trial < 60; trial += 1) {
    if (rng.uniform() < 0.1) {
      const point = space.repair(Float64Array.from(space.dimensions, () => rng.integer(2)));
      sampler.begin(trial, point);
      running.push({ trial, point });
    } else {
      const answer = sampler.replay && known[points.length];
      const point = answer ? Float64Array.from(answer) : sampler.ask(trial);
      if (answer) sampler.replay?.(trial, point);
      expect(point).toEqual(space.repair(point.slice()));
      expect(space.isFeasible(point)).toBe(true);
      points.push([...point]);
      running.push({ trial, point });
    }
    while (running.length > 3) {
      const [ended] = running.splice(rng.integer(running.length), 1);
      const chance = rng.uniform();
      const state = chance < 0.1 ? 'failed' : chance < 0.2 ? 'pruned' : 'complete';
      const losses = Array.from({ length: objectives }, () => (rng.uniform() < 0.05 ? NaN : rng.normal()));
      if (ended !== undefined)
        sampler.tell({
          ...ended,
          state,
          losses: state === 'failed' ? [] : losses,
          violation: rng.uniform() < 0.1 ? 1 : 0,
        });
    }
  }
  return points;
}

/** What every sampler has to keep. */
export function describeSampler(name: string, create: CreateSampler, objectives = 1, replays = 5): void {
  describe(`${name}, as every sampler`, () => {
    it.each(Object.keys(spaces))(
      'suggests points of a %s that are repaired and feasible, the same in a replay',
      (key) => {
        const space = spaces[key]?.() ?? cube(1);
        fc.assert(
          fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
            const points = calls(create, space, seed, objectives);
            expect(calls(create, space, seed, objectives)).toEqual(points);
            expect(calls(create, space, seed, objectives, points.slice(0, 40))).toEqual(points);
          }),
          { numRuns: replays },
        );
      },
    );

    it('suggests others with another seed', () => {
      expect(calls(create, cube(3), 1, objectives)).not.toEqual(calls(create, cube(3), 2, objectives));
    });
  });
}
