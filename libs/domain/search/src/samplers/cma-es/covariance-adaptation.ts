import { symmetricEigen } from '../../linear-algebra/symmetric-eigen.ts';
import type { Rng } from '../../random/rng.ts';
import { strategyParameters, type StrategyParameters } from './strategy-parameters.ts';

const largestStep = 1;
const smallestDeviation = 1e-12;
const largestCondition = 1e14;

/** A point of a generation. */
export interface Candidate {
  /** Coordinates, which need not lie in the unit cube. */
  readonly at: Float64Array;
  /** Drawn from the distribution as it is now; one from elsewhere is taken in with a bounded length. */
  readonly isOwn: boolean;
}

/**
 * A normal distribution that learns where better points are: CMA-ES with active covariance update and cumulative step-size
 * adaptation (Hansen, "The CMA evolution strategy: a tutorial", arXiv:1604.00772); points from elsewhere are injected as in
 * Hansen, arXiv:1110.4181.
 */
export class CovarianceAdaptation {
  readonly parameters: StrategyParameters;
  readonly mean: Float64Array;
  readonly #covariance: Float64Array;
  /** Row `k` is the direction of axis `k`, of which `lengths[k]` is the standard deviation before the step size. */
  readonly #axes: Float64Array;
  readonly #lengths: Float64Array;
  readonly #path: Float64Array;
  readonly #stepPath: Float64Array;
  readonly #scratch: Float64Array;
  readonly #steps: Float64Array[];
  readonly #eigenInterval: number;
  #step: number;
  #generation = 0;

  /** @param step standard deviation of each coordinate at the beginning */
  constructor(mean: Float64Array, step: number, population: number) {
    const size = mean.length;
    this.parameters = strategyParameters(size, population);
    this.mean = mean.slice();
    this.#step = step;
    this.#covariance = identity(size);
    this.#axes = identity(size);
    this.#lengths = new Float64Array(size).fill(1);
    this.#path = new Float64Array(size);
    this.#stepPath = new Float64Array(size);
    this.#scratch = new Float64Array(size * size);
    this.#steps = Array.from({ length: population }, () => new Float64Array(size));
    const { rankOneRate, rankManyRate } = this.parameters;
    this.#eigenInterval = Math.max(1, Math.floor(1 / (10 * size * (rankOneRate + rankManyRate))));
  }

  /** Writes a point of the distribution. */
  sample(rng: Rng, at: Float64Array): void {
    const size = at.length;
    at.set(this.mean);
    for (let axis = 0; axis < size; axis += 1) {
      const length = this.#step * (this.#lengths[axis] ?? 0) * rng.normal();
      for (let index = 0; index < size; index += 1)
        at[index] = (at[index] ?? 0) + length * (this.#axes[axis * size + index] ?? 0);
    }
  }

  /** Standard deviation of a coordinate. */
  deviation(index: number): number {
    return this.#step * Math.sqrt(this.#covariance[index * this.mean.length + index] ?? 0);
  }

  /** Whether it has shrunk to a point, or is too thin to go on. */
  get isExhausted(): boolean {
    let shortest = Infinity;
    let longest = 0;
    for (const length of this.#lengths) {
      shortest = Math.min(shortest, length);
      longest = Math.max(longest, length);
    }
    return this.#step * longest < smallestDeviation || (longest / shortest) ** 2 > largestCondition;
  }

  /** Learns from a generation: as many candidates as its population, the best first. */
  update(candidates: readonly Candidate[]): void {
    this.#generation += 1;
    for (const [rank, candidate] of candidates.entries()) {
      const step = this.#steps[rank];
      if (step !== undefined) this.#takeStep(candidate, step);
    }
    const mean = this.#moveMean();
    const isSteady = this.#movePaths(mean);
    this.#learnCovariance(isSteady);
    const { stepPathRate, stepDamping, expectedLength } = this.parameters;
    const surplus = Math.hypot(...this.#stepPath) / expectedLength - 1;
    this.#step *= Math.exp(Math.min(1, (stepPathRate / stepDamping) * surplus));
    if (this.#generation % this.#eigenInterval === 0) this.#decompose();
    this.#step = Math.min(this.#step, largestStep / Math.max(...this.#lengths));
  }

  /** Writes the step from the mean, in units of the step size. */
  #takeStep({ at, isOwn }: Candidate, step: Float64Array): void {
    const size = at.length;
    for (let index = 0; index < size; index += 1)
      step[index] = ((at[index] ?? 0) - (this.mean[index] ?? 0)) / this.#step;
    if (isOwn) return;
    const longest = Math.sqrt(size) + (2 * size) / (size + 2);
    const shrink = Math.min(1, longest / (Math.sqrt(this.#squaredLength(step)) || 1));
    for (let index = 0; index < size; index += 1) step[index] = (step[index] ?? 0) * shrink;
  }

  /** Squared length of a step where the distribution is round (Mahalanobis). */
  #squaredLength(step: Float64Array): number {
    const size = step.length;
    let sum = 0;
    for (let axis = 0; axis < size; axis += 1) {
      let along = 0;
      for (let index = 0; index < size; index += 1)
        along += (this.#axes[axis * size + index] ?? 0) * (step[index] ?? 0);
      sum += (along / (this.#lengths[axis] ?? 1)) ** 2;
    }
    return sum;
  }

  /** @returns the mean's step, before the step size */
  #moveMean(): Float64Array {
    const size = this.mean.length;
    const { weights } = this.parameters;
    const moved = new Float64Array(size);
    for (const [rank, step] of this.#steps.entries()) {
      const weight = weights[rank] ?? 0;
      if (weight <= 0) break;
      for (let index = 0; index < size; index += 1)
        moved[index] = (moved[index] ?? 0) + weight * (step[index] ?? 0);
    }
    for (let index = 0; index < size; index += 1)
      this.mean[index] = (this.mean[index] ?? 0) + this.#step * (moved[index] ?? 0);
    return moved;
  }

  /** @returns whether the path of the step size is no longer than usual, so that the other path may grow (h_σ) */
  #movePaths(moved: Float64Array): boolean {
    const size = moved.length;
    const { stepPathRate, pathRate, effective, expectedLength } = this.parameters;
    const gain = Math.sqrt(stepPathRate * (2 - stepPathRate) * effective);
    for (let index = 0; index < size; index += 1)
      this.#stepPath[index] = (1 - stepPathRate) * (this.#stepPath[index] ?? 0);
    for (let axis = 0; axis < size; axis += 1) {
      let along = 0;
      for (let index = 0; index < size; index += 1)
        along += (this.#axes[axis * size + index] ?? 0) * (moved[index] ?? 0);
      along *= gain / (this.#lengths[axis] ?? 1);
      for (let index = 0; index < size; index += 1)
        this.#stepPath[index] = (this.#stepPath[index] ?? 0) + along * (this.#axes[axis * size + index] ?? 0);
    }
    const usual = Math.sqrt(1 - (1 - stepPathRate) ** (2 * this.#generation)) * expectedLength;
    const isSteady = Math.hypot(...this.#stepPath) < (1.4 + 2 / (size + 1)) * usual;
    const pathGain = isSteady ? Math.sqrt(pathRate * (2 - pathRate) * effective) : 0;
    for (let index = 0; index < size; index += 1)
      this.#path[index] = (1 - pathRate) * (this.#path[index] ?? 0) + pathGain * (moved[index] ?? 0);
    return isSteady;
  }

  #learnCovariance(isSteady: boolean): void {
    const size = this.mean.length;
    const { weights, rankOneRate, rankManyRate, pathRate } = this.parameters;
    const lost = isSteady ? 0 : pathRate * (2 - pathRate);
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const keep = 1 + rankOneRate * lost - rankOneRate - rankManyRate * sum;
    for (let index = 0; index < size * size; index += 1)
      this.#covariance[index] = (this.#covariance[index] ?? 0) * keep;
    this.#addOuter(this.#path, rankOneRate);
    for (const [rank, step] of this.#steps.entries()) {
      const weight = weights[rank] ?? 0;
      const scale = weight >= 0 ? 1 : size / Math.max(this.#squaredLength(step), 1e-12);
      this.#addOuter(step, rankManyRate * weight * scale);
    }
  }

  #addOuter(vector: Float64Array, factor: number): void {
    const size = vector.length;
    for (let row = 0; row < size; row += 1) {
      const scaled = factor * (vector[row] ?? 0);
      for (let column = 0; column <= row; column += 1) {
        const value = (this.#covariance[row * size + column] ?? 0) + scaled * (vector[column] ?? 0);
        this.#covariance[row * size + column] = value;
        this.#covariance[column * size + row] = value;
      }
    }
  }

  #decompose(): void {
    this.#scratch.set(this.#covariance);
    symmetricEigen(this.#scratch, this.#lengths, this.#axes);
    const size = this.mean.length;
    for (let axis = 0; axis < size; axis += 1)
      this.#lengths[axis] = Math.sqrt(Math.max(this.#lengths[axis] ?? 0, 1e-30));
  }
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let index = 0; index < size; index += 1) matrix[index * size + index] = 1;
  return matrix;
}
