import type { Axis } from './axis.ts';
import { decimalPlaces, roundToDigits, roundToPlaces } from './decimal-digits.ts';

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Every number of a range, to 12 digits. */
export function floatAxis({ low, high }: Range): Axis {
  const span = high - low;
  const places = decimalPlaces(low, high);
  return continuousAxis(
    { low, high },
    (coordinate) => roundToPlaces(low + coordinate * span, places),
    (value) => (value - low) / span,
  );
}

/** Every number of a range above 0, to 12 digits; equal ratios are equally far from each other. */
export function logFloatAxis({ low, high }: Range): Axis {
  const start = Math.log(low);
  const span = Math.log(high) - start;
  return continuousAxis(
    { low, high },
    (coordinate) => roundToDigits(Math.exp(start + coordinate * span)),
    (value) => (Math.log(value) - start) / span,
  );
}

function continuousAxis(
  { low, high }: Range,
  valueOf: (coordinate: number) => number,
  coordinateOf: (value: number) => number,
): Axis {
  const clip = (coordinate: number): number => Math.min(Math.max(coordinate, 0), 1);
  return {
    isCategorical: false,
    size: Infinity,
    isEven: true,
    isAscending: true,
    valueAt: () => Number.NaN,
    snap: clip,
    decode: (coordinate) => {
      if (coordinate <= 0) return low;
      if (coordinate >= 1) return high;
      return Math.min(Math.max(valueOf(coordinate), low), high);
    },
    encode: (value) =>
      typeof value === 'number' && value >= low && value <= high ? clip(coordinateOf(value)) : undefined,
    describe: () => `a number from ${String(low)} to ${String(high)}`,
  };
}
