import { normalCdf } from '../../numeric/normal-distribution.ts';
import type { Rng } from '../../random/rng.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';

// Taken out of the global object, which hot loops in a vm context (that of a test) are slow to reach.
const { abs, exp, floor, log, max, min, sqrt } = Math;
const { isNaN: isMissing } = Number;

/** Rasters up to this size have a table of probabilities; larger ones are treated as continuous. */
const largestTable = 64;
const grid = 128;

export interface Bandwidth {
  /** Width of the kernels in units of the standard deviation of the points, before it shrinks with their number. */
  readonly factor: number;
  /** Smallest width, of a range of 1; on a raster a quarter of a cell if that is more. */
  readonly floor: number;
  /** Weight of the other choices in a categorical kernel, shared among them, before it shrinks. */
  readonly leak: number;
}

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
  readonly #norms = new Float64Array(grid + 2);
  #points: readonly Point[] = [];
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
    this.#tables = dimensions.map(({ cardinality }, dimension) =>
      isTabled[dimension] === true ? new Float64Array((cardinality + 1) * cardinality) : undefined,
    );
    this.#sizes = Int32Array.from(dimensions, ({ cardinality }, dimension) =>
      isTabled[dimension] === true ? cardinality : 0,
    );
    this.#widths = new Float64Array(dimensions.length);
    this.#leaks = new Float64Array(dimensions.length);
  }

  /** @param points repaired, kept until the next call */
  fit(points: readonly Point[], bandwidth: Bandwidth): void {
    this.#points = points;
    this.#reserve(points.length);
    this.#measure(bandwidth);
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

  /** Logarithm of the density at a repaired point. */
  logDensity(point: Point): number {
    const count = this.#points.length;
    const logs = this.#logs;
    for (let kernel = 0; kernel <= count; kernel += 1) logs[kernel] = this.#base[kernel] ?? 0;
    const continuous = this.#continuous;
    const centres = this.#centres;
    const heights = this.#heights;
    const rows = this.#rows;
    const tabled = this.#tabled;
    for (const [position, dimension] of tabled.entries()) {
      const at = point[dimension] ?? NaN;
      const table = this.#tables[dimension];
      if (isMissing(at) || !table) continue;
      const size = this.#sizes[dimension] ?? 1;
      const column =
        this.#space.dimensions[dimension]?.isCategorical === true ? at : min(size - 1, floor(at * size));
      const start = position * (count + 1);
      for (let kernel = 0; kernel <= count; kernel += 1)
        logs[kernel] = (logs[kernel] ?? 0) + (table[(rows[start + kernel] ?? 0) + column] ?? 0);
    }
    for (let position = 0; position < continuous.length; position += 1) {
      const dimension = continuous[position] ?? 0;
      const at = (point[dimension] ?? NaN) * (Math.SQRT1_2 / (this.#widths[dimension] ?? 1));
      if (isMissing(at)) continue;
      const start = position * count;
      if (this.#space.dimensions[dimension]?.parent === undefined)
        for (let kernel = 0; kernel < count; kernel += 1) {
          const distance = at - (centres[start + kernel] ?? 0);
          logs[kernel] = (logs[kernel] ?? 0) - distance * distance;
        }
      else
        for (let kernel = 0; kernel < count; kernel += 1) {
          const distance = at - (centres[start + kernel] ?? 0);
          if (!isMissing(distance))
            logs[kernel] = (logs[kernel] ?? 0) + (heights[start + kernel] ?? 0) - distance * distance;
        }
    }
    let largest = -Infinity;
    for (let kernel = 0; kernel <= count; kernel += 1) largest = max(largest, logs[kernel] ?? 0);
    let sum = 0;
    for (let kernel = 0; kernel <= count; kernel += 1) {
      const below = (logs[kernel] ?? 0) - largest;
      if (below > -40) sum += exp(below);
    }
    return largest + log(sum) - log(count + 1);
  }

  #reserve(count: number): void {
    if (this.#logs.length > count + 1) return;
    const capacity = 2 * count + 16;
    this.#logs = new Float64Array(capacity);
    this.#base = new Float64Array(capacity);
    this.#centres = new Float64Array(capacity * this.#continuous.length);
    this.#heights = new Float64Array(capacity * this.#continuous.length);
    this.#rows = new Int32Array(capacity * this.#tabled.length);
  }

  /** Widths by Scott's rule (1992) on the number of points and of the dimensions active at them. */
  #measure({ factor, floor, leak }: Bandwidth): void {
    const { dimensions } = this.#space;
    let actives = 0;
    for (const [dimension, { isCategorical, cardinality }] of dimensions.entries()) {
      let count = 0;
      let sum = 0.5;
      let squares = 1 / 3;
      for (const point of this.#points) {
        const at = point[dimension] ?? NaN;
        if (isMissing(at)) continue;
        count += 1;
        sum += at;
        squares += at * at;
      }
      actives += count;
      const mean = sum / (count + 1);
      this.#widths[dimension] = sqrt(max(0, squares / (count + 1) - mean * mean));
      this.#leaks[dimension] = isCategorical
        ? max(0.02, min(1, (leak * cardinality) / (cardinality + count)))
        : 1;
    }
    const count = max(1, this.#points.length);
    const exponent = -1 / (actives / count + 4);
    for (const [dimension, { cardinality }] of dimensions.entries()) {
      const width = factor * (this.#widths[dimension] ?? 1) * count ** exponent;
      this.#widths[dimension] = max(width, floor, 0.25 / cardinality);
    }
  }

  /** The height of a truncated kernel depends on its centre through a smooth function, read off a grid when there are many. */
  #fitContinuous(position: number, dimension: number): void {
    const width = this.#widths[dimension] ?? 1;
    const norms = this.#norms;
    const logUnit = log(width) + 0.918_938_533_204_672_7;
    const heightAt = (centre: number) =>
      -logUnit - log(normalCdf((1 - centre) / width) - normalCdf(-centre / width));
    const isRead = this.#points.length > grid;
    if (isRead) for (let index = 0; index <= grid + 1; index += 1) norms[index] = heightAt(index / grid);
    const start = position * this.#points.length;
    const isAlways = this.#space.dimensions[dimension]?.parent === undefined;
    const points = this.#points;
    const centres = this.#centres;
    const heights = this.#heights;
    const base = this.#base;
    const scale = Math.SQRT1_2 / width;
    for (let kernel = 0; kernel < points.length; kernel += 1) {
      const centre = points[kernel]?.[dimension] ?? NaN;
      const height = isRead ? interpolate(norms, centre * grid) : heightAt(centre);
      centres[start + kernel] = centre * scale;
      heights[start + kernel] = height;
      if (isAlways) base[kernel] = (base[kernel] ?? 0) + height;
    }
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
    } else this.#fitRaster(table, size, (this.#widths[dimension] ?? 1) * size);
    const rows = this.#rows;
    const start = position * (this.#points.length + 1);
    for (const [kernel, point] of this.#points.entries()) {
      const at = point[dimension] ?? NaN;
      rows[start + kernel] =
        size * (isMissing(at) ? size : isCategorical ? at : min(size - 1, floor(at * size)));
    }
    rows[start + this.#points.length] = size * size;
  }

  /** @param width in cells */
  #fitRaster(table: Float64Array, size: number, width: number): void {
    const masses = new Float64Array(size);
    const sums = new Float64Array(size + 1);
    for (let offset = 0; offset < size; offset += 1) {
      const mass = normalCdf(-(offset - 0.5) / width) - normalCdf(-(offset + 0.5) / width);
      masses[offset] = max(mass, 1e-300);
      sums[offset + 1] = (sums[offset] ?? 0) + (masses[offset] ?? 0);
    }
    const logs = masses.map((mass) => log(mass));
    for (let value = 0; value < size; value += 1) {
      const total = (sums[size - value] ?? 0) + (sums[value + 1] ?? 0) - (masses[0] ?? 0);
      const scale = log(total);
      for (let other = 0; other < size; other += 1)
        table[value * size + other] = (logs[abs(other - value)] ?? 0) - scale;
    }
  }
}

function interpolate(values: Float64Array, at: number): number {
  const cell = floor(at);
  const left = values[cell] ?? 0;
  return left + (at - cell) * ((values[cell + 1] ?? 0) - left);
}

/** Of a Gaussian truncated to [0, 1] with its centre inside, by rejection. */
function truncated(rng: Rng, centre: number, width: number): number {
  for (let attempt = 0; attempt < 64; attempt += 1) {
    const at = centre + width * rng.normal();
    if (at >= 0 && at < 1) return at;
  }
  return rng.uniform();
}
