import type { Rng } from '../random/rng.ts';
import type { Point, SearchSpace } from '../space/search-space.ts';

/** Coordinate at a share of a dimension's values: as it is where they have an order, else the number of the choice. */
export function unitCoordinate(space: SearchSpace, dimension: number, share: number): number {
  const { isCategorical = false, cardinality = 1 } = space.dimensions[dimension] ?? {};
  return isCategorical ? Math.min(Math.floor(share * cardinality), cardinality - 1) : share;
}

/**
 * Writes the point that lies at a place of the unit cube, without repairing it.
 *
 * @param shares in [0, 1), one for each dimension
 */
export function writeUnitPoint(space: SearchSpace, shares: Float64Array, point: Point): void {
  for (let dimension = 0; dimension < point.length; dimension += 1)
    point[dimension] = unitCoordinate(space, dimension, shares[dimension] ?? 0);
}

/** Writes coordinates of which each value is as likely as the others of its dimension, without repairing them. */
export function drawUniform(space: SearchSpace, rng: Rng, point: Point): void {
  for (let dimension = 0; dimension < point.length; dimension += 1)
    point[dimension] = unitCoordinate(space, dimension, rng.uniform());
}
