import type { Rng } from '../../random/rng.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';
import { unitCoordinate } from '../unit-point.ts';

const crossoverProbability = 0.9;
/** Distribution indices of both operators: the greater, the nearer children are to their parents. */
const crossoverIndex = 20;
const mutationIndex = 20;

/**
 * Writes a child of two points: simulated binary crossover and polynomial mutation of ordered dimensions (Deb and Agrawal
 * 1995; as in Deb et al. 2002), choices from either parent and at random. Where one parent has no value the other's counts,
 * where neither has, any. The space has to repair it.
 */
export function writeChild(
  space: SearchSpace,
  rng: Rng,
  parents: readonly [Point, Point],
  child: Point,
): void {
  const isCrossed = rng.uniform() < crossoverProbability;
  const [first, second] = rng.uniform() < 0.5 ? parents : [parents[1], parents[0]];
  const count = child.length;
  const forced = rng.integer(count);
  for (const [index, { isCategorical, cardinality }] of space.dimensions.entries()) {
    const own = valueOr(first[index], valueOr(second[index], unitCoordinate(space, index, rng.uniform())));
    const other = valueOr(second[index], own);
    let value = own;
    if (isCrossed && rng.uniform() < 0.5) value = isCategorical ? other : cross(rng, own, other);
    if (rng.uniform() < 1 / count || (index === forced && isSame(first, second))) {
      if (isCategorical) value = (value + 1 + rng.integer(cardinality - 1)) % cardinality;
      else value = mutateOrdered(rng, value, cardinality);
    }
    child[index] = value;
  }
}

/** One of the two children of simulated binary crossover, within [0, 1]. */
function cross(rng: Rng, left: number, right: number): number {
  const distance = Math.abs(left - right);
  if (distance < 1e-14) return left;
  const isLower = rng.uniform() < 0.5;
  const room = isLower ? Math.min(left, right) : 1 - Math.max(left, right);
  const alpha = 2 - (1 + (2 * room) / distance) ** -(crossoverIndex + 1);
  const share = rng.uniform() * alpha;
  const spread = (share <= 1 ? share : 1 / (2 - share)) ** (1 / (crossoverIndex + 1));
  return 0.5 * (left + right + (isLower ? -1 : 1) * spread * distance);
}

/** Polynomial mutation within [0, 1]; on a raster at least by one value. */
function mutateOrdered(rng: Rng, value: number, cardinality: number): number {
  const share = rng.uniform();
  const isDown = share < 0.5;
  const room = isDown ? value : 1 - value;
  const tail = isDown ? 2 * share : 2 * (1 - share);
  const shift = 1 - (tail + (1 - tail) * (1 - room) ** (mutationIndex + 1)) ** (1 / (mutationIndex + 1));
  const least = cardinality === Infinity ? 0 : 1 / cardinality;
  const mutated = value + (isDown ? -1 : 1) * Math.max(shift, least);
  if (mutated >= 0 && mutated <= 1) return mutated;
  return value + (isDown ? 1 : -1) * least;
}

function isSame(left: Point, right: Point): boolean {
  return left.every((coordinate, dimension) => Object.is(coordinate, right[dimension]));
}

function valueOr(value: number | undefined, other: number): number {
  return value === undefined || Number.isNaN(value) ? other : value;
}
