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

/** Derivative of the correlation by the squared distance. */
export function maternSlope(square: number): number {
  const distance = rootFive * sqrt(square);
  return (-5 / 6) * (1 + distance) * exp(-distance);
}

/** `matern` and `maternSlope` of one squared distance, into `index` of two arrays: they share what takes the time. */
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

/** Squared distance of row `left` of one matrix and row `right` of another. */
export function squaredDistance(
  shape: KernelShape,
  weights: Float64Array,
  left: Float64Array,
  leftRow: number,
  right: Float64Array,
  rightRow: number,
): number {
  const { dimensions, isCategorical } = shape;
  const leftStart = leftRow * dimensions;
  const rightStart = rightRow * dimensions;
  let sum = 0;
  for (let dimension = 0; dimension < dimensions; dimension += 1) {
    const difference = (left[leftStart + dimension] ?? 0) - (right[rightStart + dimension] ?? 0);
    const weight = weights[dimension] ?? 0;
    if (isCategorical[dimension] === 0) sum += difference * difference * weight;
    else if (difference !== 0) sum += weight;
  }
  return sum;
}
