import { Rng } from '../random/rng.ts';
import { drawFeasible } from './draw-feasible.ts';
import type { CreateSampler } from './sampler.ts';
import { drawUniform } from './unit-point.ts';

/**
 * Draws each parameter uniformly on its scale, whatever the other trials did (Bergstra and Bengio, "Random search for
 * hyper-parameter optimization", JMLR 2012). The point of a trial depends on the seed and on its number.
 */
export const createRandomSampler: CreateSampler = ({ space, seed }) => ({
  ask: (trial) => {
    const rng = new Rng(seed, trial);
    return drawFeasible(space, rng, (point) => {
      drawUniform(space, rng, point);
    });
  },
  begin: () => undefined,
  tell: () => undefined,
});
