import { normalQuantile } from '../../numeric/normal-quantile.ts';

/**
 * Losses as the process is to see them: mean 0, variance 1. Those up to the median keep their distances, the others count
 * by their rank alone, as if they were the upper half of a normal distribution: how bad the bad ones are, which may differ by
 * orders of magnitude, does not blur what is learned about the good ones (after the half-rank warping of Vizier, arXiv
 * 2408.11527).
 * @param losses finite
 */
export function transformTargets(losses: Float64Array): Float64Array {
  const sorted = losses.toSorted();
  const middle = ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
  let squares = 0;
  let better = 0;
  for (const loss of sorted) {
    if (loss > middle) break;
    squares += (loss - middle) ** 2;
    better += 1;
  }
  const deviation = Math.sqrt(squares / better) || 1;
  return standardise(
    losses.map((loss) =>
      loss <= middle ? (loss - middle) / deviation : normalQuantile(middleRank(sorted, loss) / sorted.length),
    ),
  );
}

/** Rank among sorted values, counted from 0.5; equal ones share the middle of theirs. */
function middleRank(sorted: Float64Array, value: number): number {
  return (lowerBound(sorted, (other) => other >= value) + lowerBound(sorted, (other) => other > value)) / 2;
}

/** How many sorted values come before the first that holds. */
function lowerBound(sorted: Float64Array, holds: (value: number) => boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function standardise(values: Float64Array): Float64Array {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / values.length) || 1;
  return values.map((value) => (value - mean) / deviation);
}
