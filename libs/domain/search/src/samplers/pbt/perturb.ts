import type { Rng } from '../../random/rng.ts';
import { unitCoordinate } from '../unit-point.ts';
import { axisOf } from '../../space/axis-of-parameter.ts';
import type { IntParameter, Parameter } from '../../space/parameter.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';

/**
 * A point near another one: each number is multiplied by one of the factors (of integers and other rasters at least by one
 * value), each ordinal goes one value up or down, each choice stays; or, with a probability, the parameter is drawn anew.
 *
 * @param factors that numbers are multiplied by, such as 0.8 and 1.2
 * @param resample probability of each parameter to be drawn anew
 * @returns repaired
 */
export function perturb(
  space: SearchSpace,
  rng: Rng,
  point: Point,
  factors: readonly number[],
  resample: number,
): Point {
  const parameters = new Map(space.parameters.map((parameter) => [parameter.name, parameter]));
  const moved = point.slice();
  for (const [index, { name, isCategorical, cardinality }] of space.dimensions.entries()) {
    const isAnew = rng.uniform() < resample;
    const factor = factors[rng.integer(factors.length)] ?? 1;
    const anew = unitCoordinate(space, index, rng.uniform());
    const at = point[index] ?? NaN;
    const parameter = parameters.get(name);
    if (isAnew || Number.isNaN(at) || parameter === undefined) moved[index] = anew;
    else if (!isCategorical) moved[index] = at + shiftOf(parameter, cardinality, at, factor);
  }
  return space.repair(moved);
}

/** By how much a coordinate moves when the value is multiplied by a factor. */
function shiftOf(parameter: Parameter, cardinality: number, at: number, factor: number): number {
  const direction = factor < 1 ? -1 : 1;
  const least = cardinality === Infinity ? 0 : 1 / cardinality;
  if (parameter.kind !== 'float' && parameter.kind !== 'int') return direction * least;
  const { low, high, scale } = parameter;
  if (parameter.kind === 'int' && scale === 'log') return shiftOfLogInt(parameter, at, factor);
  const shift =
    scale === 'log'
      ? Math.log(factor) / Math.log(high / low)
      : ((low + at * (high - low)) * (factor - 1)) / (high - low);
  return Math.abs(shift) >= least ? shift : direction * least;
}

function shiftOfLogInt(parameter: IntParameter, at: number, factor: number): number {
  const axis = axisOf(parameter);
  const value = Number(axis.decode(at));
  const moved =
    factor < 1
      ? Math.min(Math.round(value * factor), value - 1)
      : Math.max(Math.round(value * factor), value + 1);
  return (axis.encode(Math.min(parameter.high, Math.max(parameter.low, moved))) ?? at) - at;
}
