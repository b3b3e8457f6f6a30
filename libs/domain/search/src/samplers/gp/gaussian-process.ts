import { Cholesky } from '../../linear-algebra/cholesky.ts';
import {
  inverseSquares,
  matern,
  maternSlope,
  squaredDistance,
  type Hyperparameters,
  type KernelShape,
} from './kernel.ts';

/** Added to the diagonal, relative to the variance of the function, so that near duplicates can be factorised. */
const jitter = 1e-8;

/**
 * Posterior of a Gaussian process (Rasmussen and Williams 2006, algorithm 2.1) whose constant mean has a standard normal
 * prior and is estimated with it. Points can be added as if they had been seen with their posterior mean, which lowers the
 * variance about them and leaves the mean as it is (kriging believer, Ginsbourger et al. 2010).
 */
export class GaussianProcess {
  readonly #shape: KernelShape;
  readonly #weights: Float64Array;
  readonly #signal: number;
  readonly #noise: number;
  readonly #factor: Cholesky;
  /** Row by row, those seen first, then those believed. */
  readonly #inputs: Float64Array;
  /** (K + noise)⁻¹ · (targets - mean), of those seen. */
  readonly #coefficients: Float64Array;
  readonly #seen: number;
  readonly #row: Float64Array;
  readonly #slopes: Float64Array;
  readonly #solved: Float64Array;
  /** The estimate of the constant mean. */
  readonly mean: number;

  /**
   * @param inputs shape [targets × dimensions]
   * @param targets shape [targets]
   * @param believed room for so many points that are believed
   */
  constructor(
    shape: KernelShape,
    hyperparameters: Hyperparameters,
    inputs: Float64Array,
    targets: Float64Array,
    believed = 0,
  ) {
    const seen = targets.length;
    this.#shape = shape;
    this.#seen = seen;
    this.#weights = inverseSquares(hyperparameters);
    this.#signal = Math.exp(hyperparameters.at(-2) ?? 0);
    this.#noise = Math.exp(hyperparameters.at(-1) ?? 0) + jitter * this.#signal;
    this.#inputs = new Float64Array((seen + believed) * shape.dimensions);
    this.#inputs.set(inputs.subarray(0, seen * shape.dimensions));
    this.#factor = new Cholesky(seen + believed);
    this.#row = new Float64Array(seen + believed);
    this.#slopes = new Float64Array(seen + believed);
    this.#solved = new Float64Array(seen + believed);
    for (let row = 0; row < seen; row += 1) this.#append(row);
    const ones = this.#factor.solveUpper(this.#factor.solveLower(new Float64Array(seen).fill(1)));
    let precision = 1;
    let weighted = 0;
    for (let row = 0; row < seen; row += 1) {
      precision += ones[row] ?? 0;
      weighted += (ones[row] ?? 0) * (targets[row] ?? 0);
    }
    const mean = weighted / precision;
    this.mean = mean;
    this.#coefficients = this.#factor.solveUpper(
      this.#factor.solveLower(targets.map((target) => target - mean)),
    );
  }

  /** Adds a point with its posterior mean as its value; shape [dimensions]. */
  believe(input: Float64Array): void {
    const size = this.#factor.size;
    this.#inputs.set(input, size * this.#shape.dimensions);
    this.#append(size);
  }

  /** Expected value of the function. */
  meanAt(input: Float64Array): number {
    this.#correlate(input, this.#seen, false);
    return this.mean + this.#weighted();
  }

  /** Expected value of the function, and the standard deviation of it (without noise), into `result`. */
  predict(input: Float64Array, result: { mean: number; deviation: number }): void {
    const size = this.#factor.size;
    this.#correlate(input, size, false);
    result.mean = this.mean + this.#weighted();
    this.#solved.set(this.#row);
    this.#factor.solveLower(this.#solved);
    result.deviation = this.#deviation(size);
  }

  /** As `predict`, and the gradients of both; 0 for dimensions without an order. */
  predictWithGradient(
    input: Float64Array,
    result: { mean: number; deviation: number },
    meanGradient: Float64Array,
    deviationGradient: Float64Array,
  ): void {
    const { dimensions, isCategorical } = this.#shape;
    const size = this.#factor.size;
    this.#correlate(input, size, true);
    result.mean = this.mean + this.#weighted();
    this.#solved.set(this.#row);
    this.#factor.solveLower(this.#solved);
    result.deviation = this.#deviation(size);
    this.#factor.solveUpper(this.#solved);
    meanGradient.fill(0);
    deviationGradient.fill(0);
    for (let row = 0; row < size; row += 1) {
      const slope = 2 * (this.#slopes[row] ?? 0);
      const coefficient = row < this.#seen ? slope * (this.#coefficients[row] ?? 0) : 0;
      const reduction = (-slope * (this.#solved[row] ?? 0)) / result.deviation;
      const start = row * dimensions;
      for (let dimension = 0; dimension < dimensions; dimension += 1) {
        const difference = (input[dimension] ?? 0) - (this.#inputs[start + dimension] ?? 0);
        meanGradient[dimension] = (meanGradient[dimension] ?? 0) + coefficient * difference;
        deviationGradient[dimension] = (deviationGradient[dimension] ?? 0) + reduction * difference;
      }
    }
    for (let dimension = 0; dimension < dimensions; dimension += 1) {
      const weight = isCategorical[dimension] === 0 ? (this.#weights[dimension] ?? 0) : 0;
      meanGradient[dimension] = (meanGradient[dimension] ?? 0) * weight;
      deviationGradient[dimension] = (deviationGradient[dimension] ?? 0) * weight;
    }
  }

  #append(row: number): void {
    const { dimensions } = this.#shape;
    this.#correlate(this.#inputs.subarray(row * dimensions, (row + 1) * dimensions), row, false);
    this.#factor.append(this.#row, this.#signal + this.#noise);
  }

  /** Covariances with the first `count` inputs, and their derivatives by the squared distance. */
  #correlate(input: Float64Array, count: number, withSlopes: boolean): void {
    for (let row = 0; row < count; row += 1) {
      const square = squaredDistance(this.#shape, this.#weights, input, 0, this.#inputs, row);
      this.#row[row] = this.#signal * matern(square);
      if (withSlopes) this.#slopes[row] = this.#signal * maternSlope(square);
    }
  }

  #weighted(): number {
    let sum = 0;
    for (let row = 0; row < this.#seen; row += 1)
      sum += (this.#row[row] ?? 0) * (this.#coefficients[row] ?? 0);
    return sum;
  }

  #deviation(size: number): number {
    let explained = 0;
    for (let row = 0; row < size; row += 1) explained += (this.#solved[row] ?? 0) ** 2;
    return Math.sqrt(Math.max(this.#signal - explained, 1e-12 * this.#signal));
  }
}
