// Taken out of the global object, which hot loops in a vm context (that of a test) are slow to reach.
const { exp, sqrt } = Math;

/**
 * Covariance of two inputs: Matérn 5/2 (Rasmussen and Williams 2006, eq. 4.17) over a distance with one length scale for
 * each dimension (ARD). Choices without an order are at distance 1 of each other, so that their length scale says how much
 * the choice matters.
 */
export interface KernelShape {
  readonly dimensions: number;
  /** 1 where a dimension has no order; shape [dimensions]. */
  readonly isCategorical: Uint8Array;
}

/**
 * Logarithms of the length scales, then of the variance of the function, then of the variance of the noise; shape
 * [dimensions + 2].
 */
export type Hyperparameters = Float64Array;

const rootFive = sqrt(5);

/** Correlation at a squared distance. */
export function matern(square: number): number {
  const distance = rootFive * sqrt(square);
  return (1 + distance + (distance * distance) / 3) * exp(-distance);
}

/** As `matern`, and its derivative by the squared distance, into `index` of two arrays: they share what takes the time. */
export function writeMatern(
  square: number,
  index: number,
  correlations: Float64Array,
  slopes: Float64Array,
): void {
  const distance = rootFive * sqrt(square);
  const decay = exp(-distance);
  correlations[index] = (1 + distance + (distance * distance) / 3) * decay;
  slopes[index] = (-5 / 6) * (1 + distance) * decay;
}

/** 1 / length scale² of each dimension. */
export function inverseSquares(hyperparameters: Hyperparameters): Float64Array {
  return hyperparameters.subarray(0, -2).map((logScale) => exp(-2 * logScale));
}
