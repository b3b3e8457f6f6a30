import type { Rng } from '../../random/rng.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';
import { writeBandwidths, type Bandwidth } from './bandwidths.ts';
import { writeRasterTable } from './raster-table.ts';
import { TruncatedHeights } from './truncated-heights.ts';

// Taken out of the global object, which hot loops in a vm context (that of a test) are slow to reach.
const { exp, floor, log, max, min } = Math;
const { isNaN: isMissing } = Number;

/** Rasters up to this size have a table of probabilities; larger ones are treated as continuous. */
const largestTable = 64;
/** Dimensions that a pass over the kernels takes together. */
const pass = 4;
/** Kernels that are weighed at a time. */
const block = 64;
/** By which a density has to exceed a bound at the least: much more than rounding. */
const margin = 1e-6;

/**
 * Density over a space as a mixture of kernels, one for each point, and a uniform one as prior (Bergstra et al., NeurIPS
 * 2011; multivariate as in Falkner et al., ICML 2018). A kernel is a product over dimensions: a Gaussian truncated to
 * [0, 1], its integral over each cell of a raster, or for choices the kernel of Aitchison and Aitken (1976).
 *
 * In a space with conditions a point lives on the dimensions that are active at it. Where a kernel's own point has none and
 * the other has, the kernel is uniform, so each one is a density over the whole tree: trials inform each other through the
 * dimensions they share, and candidates with different active dimensions can be compared.
 */
export class ParzenEstimator {
  readonly #space: SearchSpace;
  readonly #continuous: readonly number[];
  readonly #tabled: readonly number[];
  readonly #tables: (Float64Array | undefined)[];
  readonly #sizes: Int32Array;
  readonly #widths: Float64Array;
  readonly #leaks: Float64Array;
  /** For each continuous dimension: whether it and the next ones are taken together. */
  readonly #isPass: readonly boolean[];
  /** Where the point lies whose density is asked for. */
  readonly #at: Float64Array;
  readonly #truncated = new TruncatedHeights();
  #points: readonly Point[] = [];
  /** For each dimension and point: its coordinate. */
  #columns = new Float64Array(0);
  /** For each continuous dimension and kernel: the centre in widths times √2; NaN when it has none. */
  #centres = new Float64Array(0);
  /** As the centres: logarithm of the height. */
  #heights = new Float64Array(0);
  /** For each kernel, the prior last: sum of the heights over dimensions that are always active. */
  #base = new Float64Array(0);
  /** For each tabled dimension and kernel, the prior last: where its row in the table starts. */
  #rows = new Int32Array(0);
  #logs = new Float64Array(0);

  constructor(space: SearchSpace) {
    this.#space = space;
    const { dimensions } = space;
    const isTabled = dimensions.map(
      ({ isCategorical, cardinality }) => isCategorical || cardinality <= largestTable,
    );
    this.#continuous = [...isTabled.keys()].filter((dimension) => isTabled[dimension] !== true);
    this.#tabled = [...isTabled.keys()].filter((dimension) => isTabled[dimension] === true);
    this.#isPass = this.#continuous.map((_, position) => {
      const together = this.#continuous.slice(position, position + pass);
      return (
        together.length === pass && together.every((dimension) => dimensions[dimension]?.parent === undefined)
      );
    });
    this.#tables = dimensions.map(({ cardinality }, dimension) =>
      isTabled[dimension] === true ? new Float64Array((cardinality + 1) * cardinality) : undefined,
    );
    this.#sizes = Int32Array.from(dimensions, ({ cardinality }, dimension) =>
      isTabled[dimension] === true ? cardinality : 0,
    );
    this.#widths = new Float64Array(dimensions.length);
    this.#leaks = new Float64Array(dimensions.length);
    this.#at = new Float64Array(dimensions.length);
  }

  /** @param points repaired, kept until the next call */
  fit(points: readonly Point[], bandwidth: Bandwidth): void {
    this.#points = points;
    this.#reserve(points.length);
    this.#transpose();
    writeBandwidths(this.#space, this.#columns, points.length, bandwidth, this.#widths, this.#leaks);
    this.#base.fill(0, 0, points.length + 1);
    for (const [position, dimension] of this.#continuous.entries()) this.#fitContinuous(position, dimension);
    for (const [position, dimension] of this.#tabled.entries()) this.#fitTable(position, dimension);
  }

  /** A point of the mixture, into `point`; to be repaired. */
  sample(rng: Rng, point: Point): void {
    const kernel = this.#points[rng.integer(this.#points.length + 1)];
    for (const [dimension, { isCategorical, cardinality, parent }] of this.#space.dimensions.entries()) {
      if (parent !== undefined && !this.#space.isActive(point, dimension)) {
        point[dimension] = NaN;
        continue;
      }
      const centre = kernel?.[dimension] ?? NaN;
      if (isCategorical) {
        const isOwn = !isMissing(centre) && rng.uniform() >= (this.#leaks[dimension] ?? 1);
        point[dimension] = isOwn ? centre : rng.integer(cardinality);
      } else
        point[dimension] = isMissing(centre)
          ? rng.uniform()
          : truncated(rng, centre, this.#widths[dimension] ?? 1);
      if (cardinality !== Infinity && !isCategorical)
        point[dimension] = (floor((point[dimension] ?? 0) * cardinality) + 0.5) / cardinality;
    }
  }

  /**
   * Logarithm of the density at a repaired point. Infinity if it is certainly more than `most`, which needs fewer kernels:
   * each one adds to the density.
   */
  logDensity(point: Point, most = Infinity): number {
    const kernels = this.#points.length + 1;
    const logs = this.#logs;
    const bound = most + log(kernels) + margin;
    this.#locate(point);
    let share = 0;
    for (let from = 0; from < kernels; from += block) {
      const to = min(from + block, kernels);
      this.#weigh(from, to);
      if (bound === Infinity) continue;
      share += sumOfExponentials(logs, from, to, bound, -12);
      if (share > 1) return Infinity;
    }
    let largest = -Infinity;
    for (let kernel = 0; kernel < kernels; kernel += 1) largest = max(largest, logs[kernel] ?? 0);
    return largest + log(sumOfExponentials(logs, 0, kernels, largest, -40)) - log(kernels);
  }

  /** Where a point lies: in a continuous dimension as the centres, in a tabled one as a column of the table. */
  #locate(point: Point): void {
    for (const dimension of this.#continuous)
      this.#at[dimension] = (point[dimension] ?? NaN) * (Math.SQRT1_2 / (this.#widths[dimension] ?? 1));
    for (const dimension of this.#tabled) {
      const at = point[dimension] ?? NaN;
      const size = this.#sizes[dimension] ?? 1;
      const { isCategorical } = this.#space.dimensions[dimension] ?? {};
      this.#at[dimension] = isCategorical === true ? at : min(size - 1, floor(at * size));
    }
  }

  /** Logarithms of the densities of kernels, those from `from` on and before `to`, at the point that was located. */
  #weigh(from: number, to: number): void {
    const [logs, base] = [this.#logs, this.#base];
    for (let kernel = from; kernel < to; kernel += 1) logs[kernel] = base[kernel] ?? 0;
    for (let position = 0; position < this.#tabled.length; position += 1) this.#addTable(position, from, to);
    const last = min(to, this.#points.length);
    for (let position = 0; position < this.#continuous.length;) {
      if (this.#isPass[position] === true) {
        this.#subtractPass(position, from, last);
        position += pass;
      } else {
        this.#addContinuous(position, from, last);
        position += 1;
      }
    }
  }

  #addTable(position: number, from: number, to: number): void {
    const dimension = this.#tabled[position] ?? 0;
    const column = this.#at[dimension] ?? NaN;
    const table = this.#tables[dimension];
    if (isMissing(column) || !table) return;
    const start = position * (this.#points.length + 1);
    const [logs, rows] = [this.#logs, this.#rows];
    for (let kernel = from; kernel < to; kernel += 1)
      logs[kernel] = (logs[kernel] ?? 0) + (table[(rows[start + kernel] ?? 0) + column] ?? 0);
  }

  #addContinuous(position: number, from: number, to: number): void {
    const dimension = this.#continuous[position] ?? 0;
    const at = this.#at[dimension] ?? NaN;
    if (isMissing(at)) return;
    const start = position * this.#points.length;
    const [logs, centres, heights] = [this.#logs, this.#centres, this.#heights];
    const isAlways = this.#space.dimensions[dimension]?.parent === undefined;
    for (let kernel = from; kernel < to; kernel += 1) {
      const distance = at - (centres[start + kernel] ?? 0);
      if (isAlways) logs[kernel] = (logs[kernel] ?? 0) - distance * distance;
      else if (!isMissing(distance))
        logs[kernel] = (logs[kernel] ?? 0) + (heights[start + kernel] ?? 0) - distance * distance;
    }
  }

  /** As `#addContinuous` of four dimensions that are always active. */
  #subtractPass(position: number, from: number, to: number): void {
    const count = this.#points.length;
    const [logs, centres, continuous, located] = [this.#logs, this.#centres, this.#continuous, this.#at];
    const start = position * count;
    const a = located[continuous[position] ?? 0] ?? 0;
    const b = located[continuous[position + 1] ?? 0] ?? 0;
    const c = located[continuous[position + 2] ?? 0] ?? 0;
    const d = located[continuous[position + 3] ?? 0] ?? 0;
    for (let kernel = from; kernel < to; kernel += 1) {
      const p = a - (centres[start + kernel] ?? 0);
      const q = b - (centres[start + count + kernel] ?? 0);
      const r = c - (centres[start + 2 * count + kernel] ?? 0);
      const s = d - (centres[start + 3 * count + kernel] ?? 0);
      logs[kernel] = (logs[kernel] ?? 0) - p * p - q * q - r * r - s * s;
    }
  }

  #reserve(count: number): void {
    if (this.#logs.length > count + 1) return;
    const capacity = 2 * count + 16;
    this.#logs = new Float64Array(capacity);
    this.#columns = new Float64Array(capacity * this.#space.dimensions.length);
    this.#base = new Float64Array(capacity);
    this.#centres = new Float64Array(capacity * this.#continuous.length);
    this.#heights = new Float64Array(capacity * this.#continuous.length);
    this.#rows = new Int32Array(capacity * this.#tabled.length);
  }

  /** Points lie all over the memory, and what follows goes over all of them in one dimension after the other. */
  #transpose(): void {
    const columns = this.#columns;
    const count = this.#points.length;
    for (let row = 0; row < count; row += 1) {
      const point = this.#points[row];
      if (!point) continue;
      for (let dimension = 0, at = row; dimension < point.length; dimension += 1, at += count)
        columns[at] = point[dimension] ?? NaN;
    }
  }

  #column(dimension: number): Float64Array {
    const count = this.#points.length;
    return this.#columns.subarray(dimension * count, (dimension + 1) * count);
  }

  #fitContinuous(position: number, dimension: number): void {
    const width = this.#widths[dimension] ?? 1;
    const column = this.#column(dimension);
    const start = position * column.length;
    const centres = this.#centres;
    const heights = this.#heights.subarray(start, start + column.length);
    this.#truncated.write(column, width, heights);
    const scale = Math.SQRT1_2 / width;
    for (let kernel = 0; kernel < column.length; kernel += 1)
      centres[start + kernel] = (column[kernel] ?? NaN) * scale;
    if (this.#space.dimensions[dimension]?.parent !== undefined) return;
    const base = this.#base;
    for (let kernel = 0; kernel < column.length; kernel += 1)
      base[kernel] = (base[kernel] ?? 0) + (heights[kernel] ?? 0);
  }

  /** Row `k` of a table: log probability of each value under a kernel at value `k`; the last row is uniform. */
  #fitTable(position: number, dimension: number): void {
    const table = this.#tables[dimension];
    const { isCategorical = false, cardinality: size = 1 } = this.#space.dimensions[dimension] ?? {};
    if (!table) return;
    table.fill(-log(size), size * size);
    if (isCategorical) {
      const leak = this.#leaks[dimension] ?? 1;
      table.fill(log(leak / size), 0, size * size);
      for (let value = 0; value < size; value += 1) table[value * size + value] = log(1 - leak + leak / size);
    } else writeRasterTable(table, size, (this.#widths[dimension] ?? 1) * size);
    const rows = this.#rows;
    const start = position * (this.#points.length + 1);
    const column = this.#column(dimension);
    for (let kernel = 0; kernel < column.length; kernel += 1) {
      const at = column[kernel] ?? NaN;
      rows[start + kernel] =
        size * (isMissing(at) ? size : isCategorical ? at : min(size - 1, floor(at * size)));
    }
    rows[start + this.#points.length] = size * size;
  }
}

/** Of a Gaussian truncated to [0, 1] with its centre inside, by rejection. */
function truncated(rng: Rng, centre: number, width: number): number {
  for (let attempt = 0; attempt < 64; attempt += 1) {
    const at = centre + width * rng.normal();
    if (at >= 0 && at < 1) return at;
  }
  return rng.uniform();
}

/** Sum of `exp(log - scale)` of some logarithms, without those that are less than `exp(least)`. */
function sumOfExponentials(
  logs: Float64Array,
  from: number,
  to: number,
  scale: number,
  least: number,
): number {
  let sum = 0;
  for (let index = from; index < to; index += 1) {
    const relative = (logs[index] ?? 0) - scale;
    if (relative > least) sum += exp(relative);
  }
  return sum;
}
