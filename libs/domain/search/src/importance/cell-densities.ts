/** How often something falls into each of some cells of [0, 1], smoothed. */
export interface CellDensities {
  /** Of all, by cell; they sum to 1. */
  readonly all: Float64Array;
  /** Of the chosen ones. */
  readonly chosen: Float64Array;
  /** By how much `chosen` would vary in each cell if it were drawn by chance from all. */
  readonly chance: Float64Array;
}

/**
 * Kernel densities on cells, of all and of some of them, by the same kernel, so that smoothing makes no difference between
 * the two. The variance is that of drawing without putting back.
 *
 * @param counts of all by cell, and of the chosen ones; at least two are chosen, and not all
 * @param bandwidth standard deviation of the kernel, in cells; 0 for cells that have no order
 */
export function cellDensities(
  counts: { readonly all: Float64Array; readonly chosen: Float64Array },
  bandwidth: number,
): CellDensities {
  const cells = counts.all.length;
  const total = sumOf(counts.all);
  const drawn = sumOf(counts.chosen);
  const all = new Float64Array(cells);
  const chosen = new Float64Array(cells);
  const squares = new Float64Array(cells);
  for (let from = 0; from < cells; from += 1) {
    const share = (counts.all[from] ?? 0) / total;
    if (share === 0) continue;
    const chosenShare = (counts.chosen[from] ?? 0) / drawn;
    const kernel = kernelOf(from, cells, bandwidth);
    for (const [offset, weight] of kernel.weights.entries()) {
      const cell = kernel.first + offset;
      all[cell] = (all[cell] ?? 0) + share * weight;
      chosen[cell] = (chosen[cell] ?? 0) + chosenShare * weight;
      squares[cell] = (squares[cell] ?? 0) + share * weight * weight;
    }
  }
  const ofOneDraw = (total - drawn) / ((total - 1) * drawn);
  const chance = squares.map((square, cell) => Math.max(0, square - (all[cell] ?? 0) ** 2) * ofOneDraw);
  return { all, chosen, chance };
}

/** A normal density about a cell, cut off at the ends; its weights sum to 1. */
function kernelOf(
  centre: number,
  cells: number,
  bandwidth: number,
): { readonly first: number; readonly weights: Float64Array } {
  const reach = Math.ceil(4 * bandwidth);
  const first = Math.max(0, centre - reach);
  const last = Math.min(cells - 1, centre + reach);
  const weights = Float64Array.from({ length: last - first + 1 }, (_, offset) =>
    bandwidth === 0 ? 1 : Math.exp(-0.5 * ((first + offset - centre) / bandwidth) ** 2),
  );
  const sum = sumOf(weights);
  return { first, weights: weights.map((weight) => weight / sum) };
}

function sumOf(numbers: Float64Array): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
