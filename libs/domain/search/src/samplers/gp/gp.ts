import { Rng } from '../../random/rng.ts';
import type { Point } from '../../space/search-space.ts';
import type { CreateSampler, Observation, Sampler, SamplerOptions } from '../sampler.ts';
import { StartPoints } from '../start-point.ts';
import { TrialHistory } from '../trial-history.ts';
import { embed } from './embedding.ts';
import { fitHyperparameters, priorMode } from './fit-hyperparameters.ts';
import { GaussianProcess } from './gaussian-process.ts';
import type { Hyperparameters, KernelShape } from './kernel.ts';
import { maximiseAcquisition } from './maximise-acquisition.ts';
import { transformTargets } from './target-transform.ts';
import { trainingData } from './training-data.ts';

/** Trials that the process learns from, at most: a factorisation takes O(n³), a variance O(n²). */
const mostTrials = 250;
/** Trials that the hyperparameters are fitted to: each evaluation of their likelihood takes several O(n³). */
const mostFitted = 150;
/** Trials at a time that are believed to end as expected. */
const mostBelieved = 100;
/** Points that candidates are drawn about. */
const incumbents = 5;

interface Training {
  readonly points: readonly Point[];
  /** Shape [points × dimensions]. */
  readonly inputs: Float64Array;
  /** Shape [points]. */
  readonly targets: Float64Array;
  readonly hyperparameters: Hyperparameters;
}

interface Model {
  readonly process: GaussianProcess;
  readonly points: readonly Point[];
  readonly best: number;
}

/**
 * Bayesian optimisation: a Gaussian process of the transformed losses, and the point where the expected improvement over its
 * lowest mean is largest — not over the lowest loss, which may have been luck. Trials that run are believed to end as
 * expected.
 */
export class GpSampler implements Sampler {
  readonly #options: SamplerOptions;
  readonly #start: StartPoints;
  readonly #history: TrialHistory;
  readonly #shape: KernelShape;
  #hyperparameters: Hyperparameters | undefined;
  #fittedAt = 0;

  constructor(options: SamplerOptions) {
    this.#options = options;
    this.#start = new StartPoints(options.space, options.seed);
    this.#history = new TrialHistory(options.space.size !== Infinity);
    this.#shape = {
      dimensions: options.space.dimensions.length,
      isCategorical: Uint8Array.from(options.space.dimensions, ({ isCategorical }) => Number(isCategorical)),
    };
  }

  ask(trial: number): Point {
    const point = this.#isStarting
      ? this.#start.at(this.#history.begun)
      : this.#suggest(new Rng(this.#options.seed, trial));
    this.#history.begin(trial, point);
    return point;
  }

  replay(trial: number, point: Point): void {
    if (!this.#isStarting && this.#isFitDue) {
      const weights = drawWeights(this.#options.objectives ?? 1, new Rng(this.#options.seed, trial));
      this.#train(weights);
    }
    this.#history.begin(trial, point);
  }

  begin(trial: number, point: Point): void {
    this.#history.begin(trial, point);
  }

  tell(observation: Observation): void {
    this.#history.tell(observation);
  }

  /** The point of a trial at which the posterior mean is lowest, of one objective. */
  incumbent(): Point | undefined {
    return this.#history.observations.length === 0 ? undefined : this.#model(Float64Array.of(1), 0).points[0];
  }

  get #isStarting(): boolean {
    const starts = Math.min(10, Math.max(4, this.#shape.dimensions + 1));
    return this.#history.observations.length < starts;
  }

  /** Whenever a twentieth of the trials is news. */
  get #isFitDue(): boolean {
    const news = Math.max(1, Math.floor(this.#fittedAt / 20));
    return !this.#hyperparameters || this.#history.observations.length >= this.#fittedAt + news;
  }

  #suggest(rng: Rng): Point {
    const { space, objectives = 1 } = this.#options;
    const { dimensions } = this.#shape;
    const running = this.#history.running.slice(-mostBelieved);
    const { process, points, best } = this.#model(drawWeights(objectives, rng), running.length);
    for (const point of running) process.believe(embed(space, point, new Float64Array(dimensions)));
    // About the multiplications of one prediction.
    const work = points.length * (points.length + 4 * dimensions + 40);
    const found = maximiseAcquisition(
      {
        space,
        process,
        best,
        incumbents: points.slice(0, incumbents),
        candidates: Math.round(Math.min(500, Math.max(100, 1.2e7 / work))),
        evaluations: Math.round(Math.min(60, Math.max(20, 2e6 / work))),
        isTaken: (point) => this.#history.has(point),
      },
      rng,
    );
    return found ?? this.#start.at(this.#history.begun);
  }

  /** The process, its points from the lowest mean to the highest, and the lowest mean. */
  #model(weights: Float64Array, believed: number): Model {
    const { points, inputs, targets, hyperparameters } = this.#train(weights);
    const process = new GaussianProcess(this.#shape, hyperparameters, inputs, targets, believed);
    const means = process.meansOfSeen();
    const order = [...points.keys()].sort((left, right) => (means[left] ?? 0) - (means[right] ?? 0));
    return {
      process,
      points: order.flatMap((index) => points[index] ?? []),
      best: means[order[0] ?? 0] ?? 0,
    };
  }

  /** What the process learns from, and its hyperparameters, fitted anew when that is due. */
  #train(weights: Float64Array): Training {
    const { dimensions } = this.#shape;
    const { points, losses } = trainingData(this.#history.observations, weights, mostTrials);
    const targets = transformTargets(losses);
    const inputs = new Float64Array(points.length * dimensions);
    for (const [index, point] of points.entries())
      embed(this.#options.space, point, inputs.subarray(index * dimensions, (index + 1) * dimensions));
    const hyperparameters =
      this.#hyperparameters && !this.#isFitDue ? this.#hyperparameters : this.#fit(inputs, targets);
    return { points, inputs, targets, hyperparameters };
  }

  /** Begins where the last fit ended. */
  #fit(inputs: Float64Array, targets: Float64Array): Hyperparameters {
    const told = this.#history.observations.length;
    const { dimensions } = this.#shape;
    const count = Math.min(targets.length, mostFitted);
    // Trials are in the order they ended, or the best first: the latest, or the best, are those that count.
    const from = targets.length > mostFitted && told <= mostTrials ? targets.length - count : 0;
    const mode = priorMode(dimensions);
    const starts = this.#hyperparameters ? [this.#hyperparameters, mode] : [mode];
    this.#hyperparameters = fitHyperparameters(
      this.#shape,
      inputs.subarray(from * dimensions, (from + count) * dimensions),
      targets.subarray(from, from + count),
      count > 60 ? starts.slice(0, 1) : starts,
      Math.round(Math.min(50, Math.max(8, 8e6 / count ** 3))),
    );
    this.#fittedAt = told;
    return this.#hyperparameters;
  }
}

/** Of the objectives, uniformly over all that sum to 1. */
function drawWeights(objectives: number, rng: Rng): Float64Array {
  if (objectives === 1) return Float64Array.of(1);
  const parts = Float64Array.from({ length: objectives }, () => -Math.log(1 - rng.uniform()));
  let sum = 0;
  for (const part of parts) sum += part;
  return parts.map((part) => part / sum);
}

export const createGpSampler: CreateSampler = (options) => new GpSampler(options);
