import { createSpace } from '../../space/create-space.ts';
import type { SearchSpace } from '../../space/search-space.ts';
import type { Sampler } from '../sampler.ts';

/** Curvatures of the axes of a bowl. */
const curvatures = [1, 0.3, 0.1, 0.03];
const noise = 1;

/** Squared distances from the optimum along each axis, as they are expected. */
type Weights = readonly number[];

/**
 * Gradient descent with noisy gradients on a bowl, by its expected loss, so that it is the same each time. A large rate gets
 * far and stays noisy, a small one gets nowhere: a schedule that decays does best.
 */
export function noisyDescent(): NoisyDescent {
  const space = createSpace([{ name: 'rate', kind: 'float', low: 1e-3, high: 1, scale: 'log' }], []);
  return {
    space,
    lossAfter: (rate, steps) => lossOf(descend(start, rate, steps)),
    train: (sampler, trials) => {
      const states: Weights[] = [];
      let least = Infinity;
      for (let trial = 0; trial < trials; trial += 1) {
        const point = sampler.ask(trial);
        const training = sampler.population?.trainingOf(trial);
        if (!training) throw new TypeError('the sampler trains no population');
        const { parent, fromStep, toStep } = training;
        const from = parent === undefined ? start : (states[parent] ?? start);
        const state = descend(from, Number(space.decode(point).rate), toStep - fromStep);
        states.push(state);
        const loss = lossOf(state);
        least = Math.min(least, loss);
        sampler.tell({ trial, point, state: 'complete', losses: [loss], violation: 0 });
      }
      return least;
    },
  };
}

export interface NoisyDescent {
  /** Of the learning rate. */
  readonly space: SearchSpace;
  readonly lossAfter: (rate: number, steps: number) => number;
  /** Runs trials one after the other. @returns the least loss that one of them ended with */
  readonly train: (sampler: Sampler, trials: number) => number;
}

const start: Weights = curvatures.map(() => 100);

function descend(from: Weights, rate: number, steps: number): Weights {
  let weights = from;
  for (let step = 0; step < steps; step += 1)
    weights = weights.map(
      (weight, axis) => weight * (1 - rate * (curvatures[axis] ?? 0)) ** 2 + (rate * noise) ** 2,
    );
  return weights;
}

const lossOf = (weights: Weights): number =>
  weights.reduce((sum, weight, axis) => sum + weight * (curvatures[axis] ?? 0), 0);
