import type { SearchSpace } from '../space/search-space.ts';
import { cellDensities } from './cell-densities.ts';
import { goodResults, type MeasuredResult } from './good-results.ts';

/** Cells of a dimension with an order and many values. */
const mostCells = 64;

/**
 * How much each dimension decides about whether a result is among the best tenth: PED-ANOVA (Watanabe, Bansal and Hutter,
 * IJCAI 2023), the Pearson divergence of where the good results lie from where all lie. Unlike there, twice the divergence
 * that good results drawn by chance would have is taken off, because less is no evidence. Of a dimension that is active in
 * some results alone those count, and it counts by the share of the good ones that have it. O(results × dimensions).
 * Yields before each dimension, so that whoever runs it can let other work in.
 *
 * @returns for each dimension; they sum to 1, or are all 0 when nothing can be told
 */
export function* parameterImportance(
  space: SearchSpace,
  results: readonly MeasuredResult[],
): Generator<undefined, readonly number[]> {
  const good = goodResults(results);
  const divergences: number[] = [];
  for (const dimension of space.dimensions.keys()) {
    yield;
    divergences.push(good.size === results.length ? 0 : divergence(space, dimension, results, good));
  }
  const sum = divergences.reduce((total, each) => total + each, 0);
  return divergences.map((each) => (sum > 0 ? each / sum : 0));
}

function divergence(
  { dimensions }: SearchSpace,
  dimension: number,
  results: readonly MeasuredResult[],
  good: ReadonlySet<MeasuredResult>,
): number {
  const { isCategorical = false, cardinality = Infinity } = dimensions[dimension] ?? {};
  const cells = isCategorical ? cardinality : Math.min(cardinality, mostCells);
  const counts = { all: new Float64Array(cells), chosen: new Float64Array(cells) };
  let [active, chosen, sum, squares] = [0, 0, 0, 0];
  for (const result of results) {
    const coordinate = result.point[dimension] ?? NaN;
    if (Number.isNaN(coordinate)) continue;
    const cell = isCategorical ? coordinate : Math.min(cells - 1, Math.floor(coordinate * cells));
    counts.all[cell] = (counts.all[cell] ?? 0) + 1;
    active += 1;
    if (!good.has(result)) continue;
    counts.chosen[cell] = (counts.chosen[cell] ?? 0) + 1;
    chosen += 1;
    sum += cell;
    squares += cell * cell;
  }
  if (chosen < 2 || chosen === active) return 0;
  // Silverman's rule; the variance of a position within its cell is 1/12.
  const spread = Math.sqrt(Math.max(squares / chosen - (sum / chosen) ** 2, 1 / 12));
  const bandwidth = isCategorical ? 0 : 1.06 * spread * chosen ** -0.2;
  const densities = cellDensities(counts, bandwidth);
  let found = 0;
  for (const [cell, density] of densities.all.entries()) {
    if (density === 0) continue;
    const difference = (densities.chosen[cell] ?? 0) - density;
    found += (difference * difference - 2 * (densities.chance[cell] ?? 0)) / density;
  }
  return Math.max(0, found) * (chosen / good.size);
}
