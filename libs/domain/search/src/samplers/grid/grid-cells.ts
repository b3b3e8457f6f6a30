import type { Axis } from '../../space/axis.ts';
import { axisOf } from '../../space/axis-of-parameter.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';

/**
 * Levels of dimensions that others depend on are tabulated, so many of all of them together; of one with more values than
 * its share, as many are picked evenly.
 */
const maximalTable = 65_536;

/**
 * The configurations of a space, numbered from 0 to `size` - 1: each once, although the combinations of all values name many
 * of them several times where parameters are not active. A float without a step has `floatLevels` values, both ends among
 * them.
 */
export class GridCells {
  readonly #space: SearchSpace;
  /** By dimension. */
  readonly #axes: readonly (Axis | undefined)[];
  readonly #levels: readonly number[];
  readonly #children: readonly (readonly number[])[];
  readonly #roots: readonly number[];
  /** Number of configurations of a dimension and what depends on it. */
  readonly #counts: Float64Array;
  /** Of a dimension that others depend on: at each level, how many of its configurations come before. */
  readonly #before: (Float64Array | undefined)[];
  readonly size: number;

  constructor(space: SearchSpace, floatLevels: number) {
    this.#space = space;
    const { dimensions } = space;
    this.#children = dimensions.map((_, parent) =>
      dimensions.flatMap((child, index) => (child.parent === parent ? [index] : [])),
    );
    const byName = new Map(space.parameters.map((parameter) => [parameter.name, parameter]));
    this.#axes = dimensions.map(({ name }) => {
      const parameter = byName.get(name);
      return parameter && axisOf(parameter);
    });
    const parents = this.#children.filter((children) => children.length > 0).length;
    const tableShare = Math.floor(maximalTable / Math.max(1, parents));
    this.#levels = this.#axes.map((axis, index) => {
      const size = axis?.size ?? 1;
      if (size === Infinity) return floatLevels;
      return this.#children[index]?.length ? Math.min(size, tableShare) : size;
    });
    this.#counts = new Float64Array(dimensions.length);
    this.#before = dimensions.map(() => undefined);
    const point = new Float64Array(dimensions.length).fill(NaN);
    this.#roots = dimensions.flatMap(({ parent }, index) =>
      parent === undefined && space.isActive(point, index) ? [index] : [],
    );
    this.size = this.#roots.reduce((product, root) => product * this.#count(root, point), 1);
  }

  /**
   * Writes the point of the cell at a place of the unit cube.
   *
   * @returns number of the cell; inexact when `size` is beyond 2⁵³
   */
  writeAt(shares: Float64Array, point: Point): number {
    point.fill(NaN);
    const levelOf = (dimension: number) => {
      const share = shares[dimension] ?? 0;
      return this.#isUneven(dimension)
        ? this.#levelAt(dimension, share)
        : Math.floor(share * (this.#levels[dimension] ?? 1));
    };
    return this.#writeAll(this.#roots, levelOf, point);
  }

  /** Writes the point of a cell. */
  write(cell: number, point: Point): void {
    point.fill(NaN);
    this.#placeAll(this.#roots, cell, point);
  }

  /** Number of the cell that a point is in; undefined when it lies between the levels of a float. */
  cellOf(place: Point): number | undefined {
    const levelOf = (dimension: number) => {
      const coordinate = place[dimension] ?? NaN;
      const level = this.#levelAt(dimension, coordinate);
      const isFloat = this.#axes[dimension]?.size === Infinity;
      return isFloat && Math.abs(this.#coordinate(dimension, level) - coordinate) > 1e-9 ? NaN : level;
    };
    const cell = this.#writeAll(this.#roots, levelOf, new Float64Array(place.length).fill(NaN));
    return Number.isNaN(cell) ? undefined : cell;
  }

  /** The level that a coordinate has, or is nearest to. */
  #levelAt(dimension: number, coordinate: number): number {
    const axis = this.#axes[dimension];
    const levels = this.#levels[dimension] ?? 1;
    if (axis?.isCategorical) return coordinate;
    if (axis?.size === Infinity) return Math.round(coordinate * (levels - 1));
    if (axis !== undefined && this.#isUneven(dimension))
      return Number(axis.decode(coordinate)) - Number(axis.valueAt(0));
    return Math.min(Math.floor(coordinate * levels), levels - 1);
  }

  #coordinate(dimension: number, level: number): number {
    const axis = this.#axes[dimension];
    const levels = this.#levels[dimension] ?? 1;
    if (axis?.isCategorical) return level;
    if (axis?.size === Infinity) return levels === 1 ? 0.5 : level / (levels - 1);
    if (axis !== undefined && this.#isUneven(dimension)) return axis.encode(axis.valueAt(level)) ?? NaN;
    return (level + 0.5) / levels;
  }

  /** Of an int on a log scale: its levels have unequal shares of [0, 1]; unless there are too many to be tabulated. */
  #isUneven(dimension: number): boolean {
    const axis = this.#axes[dimension];
    return axis !== undefined && !axis.isEven && axis.size === this.#levels[dimension];
  }

  /** @param point of which the coordinates that the dimension depends on are right */
  #count(dimension: number, point: Point): number {
    const known = this.#counts[dimension] ?? 0;
    if (known > 0) return known;
    const levels = this.#levels[dimension] ?? 1;
    let total = levels;
    if (this.#children[dimension]?.length) {
      const before = new Float64Array(levels);
      total = 0;
      for (let level = 0; level < levels; level += 1) {
        before[level] = total;
        point[dimension] = this.#coordinate(dimension, level);
        let product = 1;
        for (const child of this.#activeChildren(dimension, point)) product *= this.#count(child, point);
        total += product;
      }
      point[dimension] = NaN;
      this.#before[dimension] = before;
    }
    this.#counts[dimension] = total;
    return total;
  }

  #activeChildren(dimension: number, point: Point): readonly number[] {
    return this.#children[dimension]?.filter((child) => this.#space.isActive(point, child)) ?? [];
  }

  #writeAll(dimensions: readonly number[], levelOf: (dimension: number) => number, point: Point): number {
    let cell = 0;
    for (const dimension of dimensions) {
      const level = levelOf(dimension);
      point[dimension] = this.#coordinate(dimension, level);
      const before = this.#before[dimension];
      const own =
        before === undefined
          ? level
          : (before[level] ?? NaN) + this.#writeAll(this.#activeChildren(dimension, point), levelOf, point);
      cell = cell * (this.#counts[dimension] ?? 1) + own;
    }
    return cell;
  }

  #placeAll(dimensions: readonly number[], cell: number, point: Point): void {
    let left = cell;
    for (const dimension of dimensions.toReversed()) {
      const count = this.#counts[dimension] ?? 1;
      const own = left % count;
      left = Math.floor(left / count);
      const before = this.#before[dimension];
      const level = before === undefined ? own : lastNotAbove(before, own);
      point[dimension] = this.#coordinate(dimension, level);
      if (before !== undefined)
        this.#placeAll(this.#activeChildren(dimension, point), own - (before[level] ?? 0), point);
    }
  }
}

/** Index of the last number that is not above a value, in ascending ones. */
function lastNotAbove(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Infinity) <= value) low = middle;
    else high = middle;
  }
  return low;
}
