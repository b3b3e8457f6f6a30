import { normalCdf, writeNormalTails } from '../../numeric/normal-distribution.ts';

// Taken out of the global object, which hot loops in a vm context (that of a test) are slow to reach.
const { floor, log } = Math;

const logSqrtTwoPi = 0.918_938_533_204_672_7;
const cells = 128;

/**
 * Logarithms of the heights of Gaussians truncated to [0, 1]. They depend on the centre through a smooth function, which is
 * read off a grid when there are many centres.
 */
export class TruncatedHeights {
  readonly #below = new Float64Array(cells + 1);
  readonly #above = new Float64Array(cells + 1);
  readonly #grid = new Float64Array(cells + 2);

  /**
   * @param centres in [0, 1], or NaN, which gives NaN
   * @param width of all of them
   * @param heights are written, shape [centres]
   */
  write(centres: Float64Array, width: number, heights: Float64Array): void {
    const logUnit = log(width) + logSqrtTwoPi;
    if (centres.length <= cells) {
      for (let index = 0; index < centres.length; index += 1) {
        const centre = centres[index] ?? NaN;
        heights[index] = -logUnit - log(normalCdf((1 - centre) / width) - normalCdf(-centre / width));
      }
      return;
    }
    const grid = this.#grid;
    this.#fill(width, logUnit);
    for (let index = 0; index < centres.length; index += 1) {
      const at = (centres[index] ?? NaN) * cells;
      const cell = floor(at);
      const left = grid[cell] ?? 0;
      heights[index] = left + (at - cell) * ((grid[cell + 1] ?? 0) - left);
    }
  }

  #fill(width: number, logUnit: number): void {
    const [below, above, grid] = [this.#below, this.#above, this.#grid];
    for (let index = 0; index <= cells; index += 1)
      writeNormalTails(index / cells / width, index, below, above);
    for (let index = 0; index <= cells; index += 1)
      grid[index] = -logUnit - log((above[cells - index] ?? 1) - (below[index] ?? 0));
  }
}
