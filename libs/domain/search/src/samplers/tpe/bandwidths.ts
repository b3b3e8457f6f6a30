import type { SearchSpace } from '../../space/search-space.ts';

// Taken out of the global object, which hot loops in a vm context (that of a test) are slow to reach.
const { max, min, sqrt } = Math;
const { isNaN: isMissing } = Number;

export interface Bandwidth {
  /** Width of the kernels in units of the standard deviation of the points, before it shrinks with their number. */
  readonly factor: number;
  /** Smallest width, of a range of 1; on a raster a quarter of a cell if that is more. */
  readonly floor: number;
  /** Weight of the other choices in a categorical kernel, shared among them, before it shrinks. */
  readonly leak: number;
}

/**
 * Widths by Scott's rule (1992) on the number of points and of the dimensions active at them, and how much categorical
 * kernels leak.
 *
 * @param columns coordinates of the points, NaN where a dimension is not active; shape [dimensions × points]
 * @param widths are written, shape [dimensions]
 * @param leaks are written, shape [dimensions]; 1 where there is an order
 */
export function writeBandwidths(
  { dimensions }: SearchSpace,
  columns: Float64Array,
  points: number,
  { factor, floor, leak }: Bandwidth,
  widths: Float64Array,
  leaks: Float64Array,
): void {
  let actives = 0;
  for (const [dimension, { isCategorical, cardinality }] of dimensions.entries()) {
    let count = 0;
    let sum = 0.5;
    let squares = 1 / 3;
    for (let index = dimension * points; index < (dimension + 1) * points; index += 1) {
      const at = columns[index] ?? NaN;
      if (isMissing(at)) continue;
      count += 1;
      sum += at;
      squares += at * at;
    }
    actives += count;
    const mean = sum / (count + 1);
    widths[dimension] = sqrt(max(0, squares / (count + 1) - mean * mean));
    leaks[dimension] = isCategorical ? max(0.02, min(1, (leak * cardinality) / (cardinality + count))) : 1;
  }
  const count = max(1, points);
  const exponent = -1 / (actives / count + 4);
  for (const [dimension, { cardinality }] of dimensions.entries()) {
    const width = factor * (widths[dimension] ?? 1) * count ** exponent;
    widths[dimension] = max(width, floor, 0.25 / cardinality);
  }
}
