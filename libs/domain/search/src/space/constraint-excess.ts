import type { Point, SearchSpace } from './search-space.ts';

/**
 * By how much a point exceeds the constraints of a space, in all; each in units of the sum of its coefficients.
 *
 * @param point repaired
 */
export function constraintExcess(space: SearchSpace, point: Point): number {
  const configuration = space.decode(point);
  let excess = 0;
  for (const { coefficients, bound } of space.constraints) {
    let sum = 0;
    let size = 0;
    for (const [name, coefficient] of Object.entries(coefficients)) {
      const value = configuration[name];
      size += Math.abs(coefficient);
      if (typeof value === 'number') sum += coefficient * value;
    }
    if (sum > bound) excess += (sum - bound) / (size || 1);
  }
  return excess;
}
