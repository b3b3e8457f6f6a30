import { Rng } from '../../random/rng.ts';
import { SobolSequence } from '../../random/sobol-sequence.ts';
import type { Point, SearchSpace } from '../../space/search-space.ts';
import { drawFeasible } from '../draw-feasible.ts';
import type { Sampler, SamplerOptions } from '../sampler.ts';
import { drawUniform } from '../unit-point.ts';
import { GridCells } from './grid-cells.ts';

const defaultFloatLevels = 10;
const maximalFloatLevels = 1000;
const sobolTries = 16;
const maximalTries = 10_000;
/** Cells beyond this cannot be counted exactly; nobody will ever have tried all of them. */
const maximalWalk = 2 ** 52;

export interface GridOptions extends SamplerOptions {
  /** Values of a float without a step; default: as many as let the grid fit the budget, 10 when there is none. */
  readonly floatLevels?: number;
}

/**
 * Tries each configuration once, in an order that covers the space from the beginning: the cells that a scrambled Sobol
 * sequence hits, and in the end those it has missed. Configurations that began elsewhere are not tried again. After the last
 * one it begins anew. Where hardly a cell is feasible, points off the grid may come instead.
 */
export function createGridSampler(options: GridOptions): Sampler {
  return new GridSampler(options);
}

class GridSampler implements Sampler {
  readonly #space: SearchSpace;
  readonly #seed: number;
  readonly #cells: GridCells;
  readonly #sequence: SobolSequence;
  readonly #shares: Float64Array;
  readonly #taken = new Set<number>();
  readonly #stride: number;
  #round = 0;
  #next = 0;
  /** Where the walk over all cells stands, and how many it has seen. */
  #position: number;
  #walked = 0;

  constructor(options: GridOptions) {
    const { space, seed } = options;
    this.#space = space;
    this.#seed = seed;
    this.#cells = new GridCells(space, options.floatLevels ?? fittingLevels(options));
    this.#sequence = new SobolSequence(space.dimensions.length, seed);
    this.#shares = new Float64Array(space.dimensions.length);
    this.#stride = goldenStride(this.#cells.size);
    this.#position = new Rng(seed).integer(this.#cells.size);
  }

  ask(trial: number): Point {
    const point = new Float64Array(this.#space.dimensions.length);
    for (let tries = 0; tries < maximalTries; tries += 1) {
      const cell = tries % (sobolTries + 1) < sobolTries ? this.#hit(point) : this.#walk(point);
      if (cell === undefined) continue;
      this.#taken.add(cell);
      if (this.#space.isFeasible(this.#space.repair(point))) return point;
    }
    const rng = new Rng(this.#seed, trial);
    return drawFeasible(this.#space, rng, (place) => {
      drawUniform(this.#space, rng, place);
    });
  }

  begin(_trial: number, point: Point): void {
    this.#take(point);
  }

  tell({ point }: { readonly point: Point }): void {
    if (this.#round === 0) this.#take(point);
  }

  #take(point: Point): void {
    const cell = this.#cells.cellOf(point);
    if (cell !== undefined) this.#taken.add(cell);
  }

  /** The next cell that the sequence hits; undefined when it is taken. */
  #hit(point: Point): number | undefined {
    this.#sequence.write(this.#next, this.#shares);
    this.#next += 1;
    const cell = this.#cells.writeAt(this.#shares, point);
    return Number.isFinite(cell) && this.#taken.has(cell) ? undefined : cell;
  }

  /** The next free cell of the walk; undefined when all are taken, and a new round begins. */
  #walk(point: Point): number | undefined {
    const { size } = this.#cells;
    if (size > maximalWalk) return undefined;
    while (this.#walked < size) {
      const cell = this.#position;
      this.#position = (this.#position + this.#stride) % size;
      this.#walked += 1;
      if (this.#taken.has(cell)) continue;
      this.#cells.write(cell, point);
      return cell;
    }
    this.#taken.clear();
    this.#walked = 0;
    this.#round += 1;
    return undefined;
  }
}

function fittingLevels({ space, budget }: SamplerOptions): number {
  if (budget === undefined) return defaultFloatLevels;
  if (space.size !== Infinity) return 1;
  let fitting = 2;
  let tooMany = maximalFloatLevels + 1;
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >>> 1;
    if (new GridCells(space, middle).size <= budget) fitting = middle;
    else tooMany = middle;
  }
  return fitting;
}

/** A step that visits all of `size` places and leaves no large gap early: by the golden ratio, without a common divisor. */
function goldenStride(size: number): number {
  if (size > maximalWalk) return 1;
  let stride = Math.max(1, Math.round(size * 0.618_033_988_749_894_9));
  while (commonDivisor(stride, size) !== 1) stride += 1;
  return stride;
}

function commonDivisor(left: number, right: number): number {
  return right === 0 ? left : commonDivisor(right, left % right);
}
