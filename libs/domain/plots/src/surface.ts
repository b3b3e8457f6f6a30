import { contours } from 'd3-contour';

/** A result at a place of the unit square. */
export interface Sample {
  readonly x: number;
  readonly y: number;
  readonly value: number;
}

/** The part of the unit square where the surface is at least `from`: outer rings and holes, each a list of places. */
export interface Level {
  readonly from: number;
  readonly rings: readonly (readonly (readonly [number, number])[])[];
}

/** Points of the grid in each direction, and the levels at most. */
const resolution = 48;
const levelCount = 10;

/**
 * The surface over the unit square that goes through the samples, cut into levels. Between samples it is their mean,
 * weighted by the inverse square of their distances (Shepard, ACM National Conference 1968).
 *
 * @param samples at least one
 */
export function levelsOf(samples: readonly Sample[]): readonly Level[] {
  const last = resolution - 1;
  const grid = Array.from({ length: resolution * resolution }, (_, cell) =>
    surfaceAt(samples, (cell % resolution) / last, Math.floor(cell / resolution) / last),
  );
  const [least, most] = [Math.min(...grid), Math.max(...grid)];
  // What rounding makes of equal values is no slope.
  const isFlat = most - least <= 1e-9 * Math.max(Math.abs(least), Math.abs(most));
  const thresholds = Array.from(
    { length: levelCount },
    (_, index) => least + (index * (most - least)) / levelCount,
  );
  return contours()
    .size([resolution, resolution])
    .thresholds(isFlat ? [least] : thresholds)(grid)
    .map(({ value, coordinates }) => ({
      from: value,
      rings: coordinates.flat().map((ring) => ring.map(([x = 0, y = 0]) => [unit(x), unit(y)] as const)),
    }));
}

/** d3 puts the point `i` of a grid at `i + ½`, and lines around it at half a cell outside. */
function unit(coordinate: number): number {
  return Math.min(Math.max((coordinate - 0.5) / (resolution - 1), 0), 1);
}

function surfaceAt(samples: readonly Sample[], x: number, y: number): number {
  let [sum, weights] = [0, 0];
  for (const sample of samples) {
    const distance = (sample.x - x) ** 2 + (sample.y - y) ** 2;
    // Two trials at one place have no single surface: a hair's breadth of distance averages them.
    const weight = 1 / (distance + 1e-6);
    sum += weight * sample.value;
    weights += weight;
  }
  return sum / weights;
}
