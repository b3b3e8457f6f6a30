import { joeKuoNumbers } from './joe-kuo-numbers.ts';
import { Rng } from './rng.ts';

const bits = 32;
const unit = 2 ** -bits;

/** Dimensions that Sobol's points have of their own. */
export const sobolDimensions = joeKuoNumbers.length + 1;

/**
 * Sobol's points in the order of the Gray code (Antonov and Saleev 1979), as they are: the first coordinate goes
 * 0, .5, .75, .25, .375, …
 *
 * @param index 0 … 2³² - 1
 * @param dimension 0 … `sobolDimensions` - 1
 * @returns 32 bits, the first one the half that the coordinate lies in
 */
export function sobolBits(index: number, dimension: number): number {
  return combine(directions(), dimension, index ^ (index >>> 1));
}

/**
 * Points that cover [0, 1)^d evenly: Sobol's, each coordinate scrambled as Owen does (1995), by the hash of Laine and Karras
 * (2011) as Burley uses it ("Practical hash-based Owen scrambling", 2020). Any 2^k points that begin at a multiple of 2^k
 * have one coordinate in each of the 2^k intervals of each dimension. Beyond 128 dimensions the same coordinates come again,
 * in another such order and scrambled anew: even by themselves, and as good as random against the first ones.
 */
export class SobolSequence {
  readonly #directions = directions();
  readonly #scrambles: Uint32Array;
  readonly #orders: Uint32Array;

  /** @param seed of the scrambling */
  constructor(dimensions: number, seed: number) {
    const rng = new Rng(seed, 0x50b0_1000);
    this.#scrambles = Uint32Array.from({ length: dimensions }, () => rng.bits());
    this.#orders = Uint32Array.from({ length: Math.ceil(dimensions / sobolDimensions) }, () => rng.bits());
  }

  /**
   * @param index 0 … 2³² - 1
   * @param point gets the coordinates, as many as the sequence has dimensions
   */
  write(index: number, point: Float64Array): void {
    let order = index ^ (index >>> 1);
    for (let dimension = 0; dimension < this.#scrambles.length; dimension += 1) {
      const own = dimension % sobolDimensions;
      if (own === 0 && dimension > 0) order = scramble(index, this.#orders[dimension / sobolDimensions] ?? 0);
      const plain = combine(this.#directions, own, order);
      point[dimension] = scramble(plain, this.#scrambles[dimension] ?? 0) * unit;
    }
  }
}

let cachedDirections: Uint32Array | undefined;

/** The direction numbers of all dimensions, 32 each. */
function directions(): Uint32Array {
  cachedDirections ??= computeDirections();
  return cachedDirections;
}

function computeDirections(): Uint32Array {
  const result = new Uint32Array(sobolDimensions * bits);
  for (let bit = 0; bit < bits; bit += 1) result[bit] = 2 ** (bits - 1 - bit);
  for (const [row, [polynomial, ...initial]] of joeKuoNumbers.entries()) {
    const degree = initial.length;
    const numbers = result.subarray((row + 1) * bits, (row + 2) * bits);
    for (const [bit, number] of initial.entries()) numbers[bit] = number * 2 ** (bits - 1 - bit);
    for (let bit = degree; bit < bits; bit += 1) {
      const first = numbers[bit - degree] ?? 0;
      let number = first ^ (first >>> degree);
      for (let back = 1; back < degree; back += 1)
        if ((polynomial >>> (degree - back)) & 1) number ^= numbers[bit - back] ?? 0;
      numbers[bit] = number;
    }
  }
  return result;
}

/** The sum over GF(2) of the direction numbers that the bits of `choice` name. */
function combine(numbers: Uint32Array, dimension: number, choice: number): number {
  let result = 0;
  let at = dimension * bits;
  for (let left = choice >>> 0; left !== 0; left >>>= 1) {
    if (left & 1) result ^= numbers[at] ?? 0;
    at += 1;
  }
  return result >>> 0;
}

/** Owen's scrambling: a permutation in which each bit depends on itself and the ones above it. */
function scramble(value: number, seed: number): number {
  let mixed = (reverse(value) + seed) | 0;
  mixed ^= Math.imul(mixed, 0x6c50b47c);
  mixed ^= Math.imul(mixed, 0xb82f1e52);
  mixed ^= Math.imul(mixed, 0xc7afe638);
  mixed ^= Math.imul(mixed, 0x8d22f6e6);
  return reverse(mixed);
}

/** The bits in the opposite order. */
function reverse(value: number): number {
  let result = value;
  result = ((result >>> 1) & 0x55555555) | ((result & 0x55555555) << 1);
  result = ((result >>> 2) & 0x33333333) | ((result & 0x33333333) << 2);
  result = ((result >>> 4) & 0x0f0f0f0f) | ((result & 0x0f0f0f0f) << 4);
  result = ((result >>> 8) & 0x00ff00ff) | ((result & 0x00ff00ff) << 8);
  return ((result >>> 16) | (result << 16)) >>> 0;
}
