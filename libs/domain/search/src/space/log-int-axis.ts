import type { Axis } from './axis.ts';

/**
 * Whole numbers of which equal ratios are equally far from each other. Each has the share of [0, 1] that its numbers from
 * half below to half above have on a logarithmic scale from `low - 0.5` to `high + 0.5`, so that rounding a coordinate that is
 * drawn evenly favours neither the ends nor small numbers beyond what the scale does. Its coordinate is the middle of it.
 */
export function logIntAxis({ low, high }: { readonly low: number; readonly high: number }): Axis {
  const start = Math.log(low - 0.5);
  const span = Math.log(high + 0.5) - start;
  const decode = (coordinate: number): number =>
    Math.min(Math.max(Math.floor(Math.exp(start + coordinate * span) + 0.5), low), high);
  const middle = (value: number): number =>
    ((Math.log(value - 0.5) + Math.log(value + 0.5)) / 2 - start) / span;
  return {
    isCategorical: false,
    size: high - low + 1,
    isEven: false,
    isAscending: true,
    valueAt: (index) => low + index,
    snap: (coordinate) => middle(decode(coordinate)),
    decode,
    encode: (value) =>
      typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high
        ? middle(value)
        : undefined,
    describe: () => `a whole number from ${String(low)} to ${String(high)}`,
  };
}
