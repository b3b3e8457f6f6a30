import type { Rng } from '../random/rng.ts';
import type { Point, SearchSpace } from '../space/search-space.ts';
import { constraintExcess } from '../space/constraint-excess.ts';
import { drawUniform } from './unit-point.ts';

const drawsOfCaller = 100;
const uniformDraws = 200;
const descents = 10;
const levels = 16;

/**
 * Draws until a point meets the constraints of the space: first as the caller does, then uniformly, and when that is in vain
 * too, by moving coordinates of the point that came nearest, one at a time.
 *
 * @param draw writes coordinates, which are then repaired; `attempt` counts from 0
 * @returns repaired and feasible; when nothing feasible is found, which takes a space of hardly any feasible points, the
 *   point that exceeds the constraints least
 */
export function drawFeasible(
  space: SearchSpace,
  rng: Rng,
  draw: (point: Point, attempt: number) => void,
): Point {
  const point = new Float64Array(space.dimensions.length);
  const nearest = new Float64Array(point.length);
  let least = Infinity;
  for (let attempt = 0; attempt < drawsOfCaller + uniformDraws; attempt += 1) {
    if (attempt < drawsOfCaller) draw(point, attempt);
    else drawUniform(space, rng, point);
    space.repair(point);
    if (space.isFeasible(point)) return point;
    const excess = constraintExcess(space, point);
    if (excess < least || attempt === 0) {
      least = excess;
      nearest.set(point);
    }
  }
  return descend(space, nearest, least);
}

/** Moves one coordinate after the other to where the constraints are exceeded least, as near as that goes. */
function descend(space: SearchSpace, point: Point, excess: number): Point {
  let best = point;
  let least = excess;
  for (let round = 0; round < descents; round += 1) {
    const before = least;
    for (const [index, { isCategorical, cardinality }] of space.dimensions.entries()) {
      const from = best[index] ?? NaN;
      if (Number.isNaN(from)) continue;
      const last = isCategorical ? cardinality - 1 : levels;
      const candidates = Array.from({ length: last + 1 }, (_, level) =>
        isCategorical ? level : level / last,
      );
      for (const to of candidates.sort((left, right) => Math.abs(left - from) - Math.abs(right - from))) {
        const moved = best.slice();
        moved[index] = to;
        space.repair(moved);
        if (space.isFeasible(moved)) return moved;
        const now = constraintExcess(space, moved);
        if (now >= least) continue;
        least = now;
        best = moved;
      }
    }
    if (least === before) break;
  }
  return best;
}
