import type { Point, SearchSpace } from '../../space/search-space.ts';

/**
 * A point as a Gaussian process sees it: a dimension that is not active is a choice of its own, or lies in the middle, so
 * that trials in which it is not active are alike in it.
 * @param input is written, shape [dimensions]
 */
export function embed(space: SearchSpace, point: Point, input: Float64Array): Float64Array {
  for (const [dimension, { isCategorical }] of space.dimensions.entries()) {
    const at = point[dimension] ?? Number.NaN;
    input[dimension] = Number.isNaN(at) ? (isCategorical ? -1 : 0.5) : at;
  }
  return input;
}
