import type { Axis } from './axis.ts';
import { cellMiddle, cellOf } from './cells.ts';
import { decimalPlaces, roundToPlaces } from './decimal-digits.ts';

interface Raster {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

/** How far beside the raster a number may lie, in steps: what is lost when decimal fractions are computed with. */
const slack = 1e-6;

/** Whole numbers `low`, `low + step`, …, not above `high`. */
export function intRasterAxis({ low, high, step }: Raster): Axis {
  return rasterAxis(
    { low, high, step },
    (index) => low + index * step,
    0,
    `a whole number from ${String(low)} to ${String(high)}`,
  );
}

/** Numbers `low`, `low + step`, …, not above `high`, to 12 digits and at least a thousandth of the step. */
export function floatRasterAxis({ low, high, step }: Raster): Axis {
  const places = Math.max(decimalPlaces(low, high), 3 - Math.floor(Math.log10(step)));
  const valueAt = (index: number): number => {
    if (index === 0) return low;
    const value = low + index * step;
    return Math.abs(high - value) <= slack * step ? high : roundToPlaces(value, Math.min(places, 100));
  };
  return rasterAxis(
    { low, high, step },
    valueAt,
    slack * step,
    `a number from ${String(low)} to ${String(high)}`,
  );
}

/** Number of values of a raster. */
export function rasterSize({ low, high, step }: Raster): number {
  return Math.floor((high - low) / step + slack) + 1;
}

function rasterAxis(
  raster: Raster,
  valueAt: (index: number) => number,
  tolerance: number,
  range: string,
): Axis {
  const { low, step } = raster;
  const size = rasterSize(raster);
  return {
    isCategorical: false,
    size,
    isEven: true,
    isAscending: true,
    valueAt,
    snap: (coordinate) => cellMiddle(cellOf(coordinate, size), size),
    decode: (coordinate) => valueAt(cellOf(coordinate, size)),
    encode: (value) => {
      if (typeof value !== 'number') return undefined;
      const index = Math.round((value - low) / step);
      const isValue = index >= 0 && index < size && Math.abs(value - valueAt(index)) <= tolerance;
      return isValue ? cellMiddle(index, size) : undefined;
    },
    describe: () => (step === 1 ? range : `${range} in steps of ${String(step)}`),
  };
}
