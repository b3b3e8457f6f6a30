import { Cholesky } from '../../linear-algebra/cholesky.ts';
import { InputColumns } from './input-columns.ts';
import { inverseSquares, matern, writeMatern, type Hyperparameters, type KernelShape } from './kernel.ts';

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
  /** Those seen first, then those believed. */
  readonly #inputs: InputColumns;
  /** Of each pair of those seen, by rows below the diagonal. */
  readonly #covariances: Float64Array;
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
    this.#inputs = new InputColumns(shape, seen + believed);
    this.#covariances = new Float64Array((seen * (seen - 1)) / 2);
    this.#factor = new Cholesky(seen + believed);
    this.#row = new Float64Array(seen + believed);
    this.#slopes = new Float64Array(seen + believed);
    this.#solved = new Float64Array(seen + believed);
    for (let row = 0; row < seen; row += 1) {
      this.#append(inputs.subarray(row * shape.dimensions, (row + 1) * shape.dimensions));
      this.#covariances.set(this.#row.subarray(0, row), (row * (row - 1)) / 2);
    }
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
    this.#append(input);
  }

  /** Expected values of the function at the points that were seen. */
  meansOfSeen(): Float64Array {
    const sums = new Float64Array(this.#seen);
    for (let row = 0, pair = 0; row < this.#seen; row += 1) {
      const coefficient = this.#coefficients[row] ?? 0;
      let sum = 0;
      for (let before = 0; before < row; before += 1, pair += 1) {
        const covariance = this.#covariances[pair] ?? 0;
        sum += covariance * (this.#coefficients[before] ?? 0);
        sums[before] = (sums[before] ?? 0) + covariance * coefficient;
      }
      sums[row] = sum + this.#signal * coefficient;
    }
    return sums.map((sum) => this.mean + sum);
  }

  /** Expected value of the function, and the standard deviation of it (without noise), into `result`. */
  predict(input: Float64Array, result: { mean: number; deviation: number }): void {
    const size = this.#factor.size;
    this.#correlate(input, size);
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
    this.#correlateWithSlopes(input, size);
    result.mean = this.mean + this.#weighted();
    this.#solved.set(this.#row);
    this.#factor.solveLower(this.#solved);
    result.deviation = this.#deviation(size);
    this.#factor.solveUpper(this.#solved);
    const [slopes, solved] = [this.#slopes, this.#solved];
    // From here on they are what a unit of distance from a row adds to the two gradients.
    for (let row = 0; row < size; row += 1) {
      const slope = 2 * (slopes[row] ?? 0);
      solved[row] = (-slope * (solved[row] ?? 0)) / result.deviation;
      slopes[row] = row < this.#seen ? slope * (this.#coefficients[row] ?? 0) : 0;
    }
    for (let dimension = 0; dimension < dimensions; dimension += 1) {
      const column = this.#inputs.column(dimension);
      const at = input[dimension] ?? 0;
      let meanSlope = 0;
      let deviationSlope = 0;
      for (let row = 0; row < size; row += 1) {
        const difference = at - (column[row] ?? 0);
        meanSlope += (slopes[row] ?? 0) * difference;
        deviationSlope += (solved[row] ?? 0) * difference;
      }
      const weight = isCategorical[dimension] === 0 ? (this.#weights[dimension] ?? 0) : 0;
      meanGradient[dimension] = meanSlope * weight;
      deviationGradient[dimension] = deviationSlope * weight;
    }
  }

  #append(input: Float64Array): void {
    const { size } = this.#factor;
    this.#correlate(input, size);
    this.#inputs.set(size, input);
    this.#factor.append(this.#row, this.#signal + this.#noise);
  }

  /** Covariances with the first `count` inputs. */
  #correlate(input: Float64Array, count: number): void {
    const [covariances, signal] = [this.#row, this.#signal];
    this.#inputs.writeSquares(this.#weights, input, count, covariances);
    for (let row = 0; row < count; row += 1) covariances[row] = signal * matern(covariances[row] ?? 0);
  }

  /** As `#correlate`, with their derivatives by the squared distance. */
  #correlateWithSlopes(input: Float64Array, count: number): void {
    const [covariances, slopes, signal] = [this.#row, this.#slopes, this.#signal];
    this.#inputs.writeSquares(this.#weights, input, count, covariances);
    for (let row = 0; row < count; row += 1) {
      writeMatern(covariances[row] ?? 0, row, covariances, slopes);
      covariances[row] = signal * (covariances[row] ?? 0);
      slopes[row] = signal * (slopes[row] ?? 0);
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
