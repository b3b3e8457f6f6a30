import type { Parameter } from '../../space/parameter.ts';

/** The coordinates of one value; the first one has all below it too, the last one all above. */
export interface RasterCell {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The cell that a coordinate lies in; undefined where a parameter has no raster.
 *
 * @param cardinality of its dimension; Infinity for an int on a log scale, as for a float without a step
 */
export function cellAt(
  parameter: Parameter,
  cardinality: number,
  coordinate: number,
): RasterCell | undefined {
  if (cardinality !== Infinity) {
    const index = Math.min(cardinality - 1, Math.max(0, Math.floor(coordinate * cardinality)));
    return {
      lower: index === 0 ? -Infinity : index / cardinality,
      upper: index === cardinality - 1 ? Infinity : (index + 1) / cardinality,
    };
  }
  if (parameter.kind !== 'int') return undefined;
  const { low, high } = parameter;
  const start = Math.log(low - 0.5);
  const span = Math.log(high + 0.5) - start;
  const value = Math.min(high, Math.max(low, Math.floor(Math.exp(start + coordinate * span) + 0.5)));
  return {
    lower: value === low ? -Infinity : (Math.log(value - 0.5) - start) / span,
    upper: value === high ? Infinity : (Math.log(value + 0.5) - start) / span,
  };
}
