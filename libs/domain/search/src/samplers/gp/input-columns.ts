import type { KernelShape } from './kernel.ts';

/** Dimensions that a pass over the rows takes together. */
const pass = 4;

/**
 * Inputs by columns: what is asked of a kernel goes over all rows in one dimension after the other.
 */
export class InputColumns {
  readonly #shape: KernelShape;
  readonly #capacity: number;
  readonly #entries: Float64Array;
  /** For each dimension: whether it and the next ones have an order, and are taken together. */
  readonly #isPass: readonly boolean[];

  /** @param capacity rows that there is room for */
  constructor(shape: KernelShape, capacity: number) {
    this.#shape = shape;
    this.#capacity = capacity;
    this.#entries = new Float64Array(shape.dimensions * capacity);
    this.#isPass = Array.from(shape.isCategorical, (_, dimension) => {
      const together = shape.isCategorical.subarray(dimension, dimension + pass);
      return together.length === pass && !together.includes(1);
    });
  }

  /** @param input shape [dimensions] */
  set(row: number, input: Float64Array): void {
    for (let dimension = 0; dimension < this.#shape.dimensions; dimension += 1)
      this.#entries[dimension * this.#capacity + row] = input[dimension] ?? 0;
  }

  /** Of all rows; shape [capacity]. */
  column(dimension: number): Float64Array {
    return this.#entries.subarray(dimension * this.#capacity, (dimension + 1) * this.#capacity);
  }

  /**
   * Squared distances of an input to the first rows, sums of the weighted ones in each dimension from the first to the last.
   *
   * @param weights shape [dimensions]
   * @param squares are written, shape [rows]
   */
  writeSquares(weights: Float64Array, input: Float64Array, rows: number, squares: Float64Array): void {
    squares.fill(0, 0, rows);
    for (let dimension = 0; dimension < this.#shape.dimensions;) {
      if (this.#isPass[dimension] === true) {
        this.#addPass(dimension, weights, input, rows, squares);
        dimension += pass;
      } else {
        this.#add(dimension, weights[dimension] ?? 0, input[dimension] ?? 0, rows, squares);
        dimension += 1;
      }
    }
  }

  #add(dimension: number, weight: number, at: number, rows: number, squares: Float64Array): void {
    const column = this.column(dimension);
    const isCategorical = this.#shape.isCategorical[dimension] === 1;
    for (let row = 0; row < rows; row += 1) {
      const difference = at - (column[row] ?? 0);
      if (!isCategorical) squares[row] = (squares[row] ?? 0) + difference * difference * weight;
      else if (difference !== 0) squares[row] = (squares[row] ?? 0) + weight;
    }
  }

  /** As `#add`, of four dimensions that have an order. */
  #addPass(
    dimension: number,
    weights: Float64Array,
    input: Float64Array,
    rows: number,
    squares: Float64Array,
  ): void {
    const [first, second, third, fourth] = [dimension, dimension + 1, dimension + 2, dimension + 3];
    const [a, b, c, d] = [input[first] ?? 0, input[second] ?? 0, input[third] ?? 0, input[fourth] ?? 0];
    const [firstWeight, secondWeight] = [weights[first] ?? 0, weights[second] ?? 0];
    const [thirdWeight, fourthWeight] = [weights[third] ?? 0, weights[fourth] ?? 0];
    const entries = this.#entries;
    const [capacity, start] = [this.#capacity, dimension * this.#capacity];
    for (let row = 0; row < rows; row += 1) {
      const p = a - (entries[start + row] ?? 0);
      const q = b - (entries[start + capacity + row] ?? 0);
      const r = c - (entries[start + 2 * capacity + row] ?? 0);
      const s = d - (entries[start + 3 * capacity + row] ?? 0);
      squares[row] =
        (squares[row] ?? 0) +
        p * p * firstWeight +
        q * q * secondWeight +
        r * r * thirdWeight +
        s * s * fourthWeight;
    }
  }
}
