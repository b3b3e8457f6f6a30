import { Rng } from '../random/rng.ts';
import { SobolSequence } from '../random/sobol-sequence.ts';
import type { Point, SearchSpace } from '../space/search-space.ts';
import { drawFeasible } from './draw-feasible.ts';
import { drawUniform, writeUnitPoint } from './unit-point.ts';

/** Points that cover a space evenly, for the time when nothing is known: a scrambled Sobol sequence. */
export class StartPoints {
  readonly #space: SearchSpace;
  readonly #seed: number;
  readonly #sequence: SobolSequence;

  constructor(space: SearchSpace, seed: number) {
    this.#space = space;
    this.#seed = seed;
    this.#sequence = new SobolSequence(space.dimensions.length, seed);
  }

  /**
   * @param index of the point in the sequence; one that breaks a constraint is replaced by a random one
   * @returns repaired and feasible
   */
  at(index: number): Point {
    const rng = new Rng(this.#seed, index, 0x57a7);
    const shares = new Float64Array(this.#space.dimensions.length);
    this.#sequence.write(index, shares);
    return drawFeasible(this.#space, rng, (point, attempt) => {
      if (attempt === 0) writeUnitPoint(this.#space, shares, point);
      else drawUniform(this.#space, rng, point);
    });
  }
}
