import type { CreateSampler } from '../sampler.ts';
import { TrainedPopulation } from './trained-population.ts';

/**
 * Population based training (Jaderberg et al., arXiv:1711.09846): parameters change while a model learns, so that what is
 * found is a schedule of them. Each trial is a piece of a member's training. When it has ended, the member goes on from
 * there with the same parameters; one of the worst goes on from one of the best, with its parameters perturbed (truncation
 * selection). No member waits for others. What is decided depends on the options and the calls alone.
 */
export const createPbtSampler: CreateSampler = (options) => {
  const population = new TrainedPopulation(options);
  return {
    population,
    ask: (trial) => population.ask(trial),
    begin: (trial, point) => {
      population.begin(trial, point);
    },
    tell: (observation) => {
      population.tell(observation);
    },
  };
};
