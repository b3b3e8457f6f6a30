import { Rng } from '../random/rng.ts';
import { SobolSequence } from '../random/sobol-sequence.ts';
import { drawFeasible } from './draw-feasible.ts';
import type { CreateSampler } from './sampler.ts';
import { writeUnitPoint } from './unit-point.ts';

/**
 * Covers the space evenly, whatever became of the trials: a scrambled Sobol sequence, whose points that break a constraint
 * are left out. Best after a number of trials that is a power of two.
 */
export const createSobolSampler: CreateSampler = ({ space, seed }) => {
  const sequence = new SobolSequence(space.dimensions.length, seed);
  const shares = new Float64Array(space.dimensions.length);
  let next = 0;
  return {
    ask: (trial) =>
      drawFeasible(space, new Rng(seed, trial), (point) => {
        sequence.write(next, shares);
        next += 1;
        writeUnitPoint(space, shares, point);
      }),
    begin: () => undefined,
    tell: () => undefined,
  };
};
