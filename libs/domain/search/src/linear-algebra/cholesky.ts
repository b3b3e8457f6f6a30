/**
 * Lower triangular factor `L` of a symmetric positive definite matrix `A = L · Lᵀ`, which grows by rows: a row is added in
 * O(size²), and adding all of them is the factorisation by Cholesky and Banachiewicz.
 */
export class Cholesky {
  #rows: Float64Array;
  #stride: number;
  #size = 0;

  /** @param capacity rows that there is room for at first */
  constructor(capacity = 16) {
    this.#stride = Math.max(1, capacity);
    this.#rows = new Float64Array(this.#stride * this.#stride);
  }

  get size(): number {
    return this.#size;
  }

  /** Entry of the factor, `column <= row < size`. */
  entry(row: number, column: number): number {
    return this.#rows[row * this.#stride + column] ?? 0;
  }

  /** Keeps the first `size` rows, which are the factor of the leading block. */
  truncate(size: number): void {
    this.#size = Math.min(size, this.#size);
  }

  /**
   * Adds a row and column to the matrix. A row that depends on those before it, but for rounding, gets a tiny pivot.
   * @param row entries with the rows there are, shape [size]
   * @param diagonal its own entry
   */
  append(row: Float64Array, diagonal: number): void {
    if (this.#size === this.#stride) this.#grow();
    const rows = this.#rows;
    const size = this.#size;
    const start = size * this.#stride;
    let square = 0;
    for (let column = 0; column < size; column += 1) {
      const other = column * this.#stride;
      const rest = (row[column] ?? 0) - dot(rows, start, rows, other, column);
      const value = rest / (rows[other + column] ?? 1);
      rows[start + column] = value;
      square += value * value;
    }
    rows[start + size] = Math.sqrt(Math.max(diagonal - square, 1e-12 * diagonal, Number.MIN_VALUE));
    this.#size = size + 1;
  }

  /** Solves `L · x = vector` in place, shape [size]. */
  solveLower(vector: Float64Array): Float64Array {
    const rows = this.#rows;
    for (let row = 0; row < this.#size; row += 1) {
      const start = row * this.#stride;
      vector[row] = ((vector[row] ?? 0) - dot(rows, start, vector, 0, row)) / (rows[start + row] ?? 1);
    }
    return vector;
  }

  /** Solves `Lᵀ · x = vector` in place, shape [size]. Rows are taken from the last one on, four by four. */
  solveUpper(vector: Float64Array): Float64Array {
    const [rows, stride] = [this.#rows, this.#stride];
    let end = this.#size;
    for (; end >= 4; end -= 4) {
      const [first, second, third, fourth] = [end - 1, end - 2, end - 3, end - 4];
      const [a, b, c, d] = [first * stride, second * stride, third * stride, fourth * stride];
      const p = (vector[first] ?? 0) / (rows[a + first] ?? 1);
      const q = ((vector[second] ?? 0) - p * (rows[a + second] ?? 0)) / (rows[b + second] ?? 1);
      const r =
        ((vector[third] ?? 0) - p * (rows[a + third] ?? 0) - q * (rows[b + third] ?? 0)) /
        (rows[c + third] ?? 1);
      const s =
        ((vector[fourth] ?? 0) -
          p * (rows[a + fourth] ?? 0) -
          q * (rows[b + fourth] ?? 0) -
          r * (rows[c + fourth] ?? 0)) /
        (rows[d + fourth] ?? 1);
      vector[first] = p;
      vector[second] = q;
      vector[third] = r;
      vector[fourth] = s;
      for (let column = 0; column < fourth; column += 1)
        vector[column] =
          (vector[column] ?? 0) -
          p * (rows[a + column] ?? 0) -
          q * (rows[b + column] ?? 0) -
          r * (rows[c + column] ?? 0) -
          s * (rows[d + column] ?? 0);
    }
    for (let row = end - 1; row >= 0; row -= 1) {
      const start = row * stride;
      const value = (vector[row] ?? 0) / (rows[start + row] ?? 1);
      vector[row] = value;
      for (let column = 0; column < row; column += 1)
        vector[column] = (vector[column] ?? 0) - value * (rows[start + column] ?? 0);
    }
    return vector;
  }

  /** Logarithm of the matrix's determinant. */
  logDeterminant(): number {
    let sum = 0;
    for (let row = 0; row < this.#size; row += 1) sum += Math.log(this.entry(row, row));
    return 2 * sum;
  }

  /** The matrix's inverse, of which the lower triangle is filled; row by row, shape [size × size]. */
  inverse(): Float64Array {
    const size = this.#size;
    const factor = this.#rows;
    const lower = new Float64Array(size * size);
    const inverse = new Float64Array(size * size);
    for (let row = 0; row < size; row += 1) {
      const start = row * size;
      const scale = 1 / this.entry(row, row);
      for (let before = 0; before < row; before += 1)
        addMultiple(
          lower,
          start,
          lower,
          before * size,
          before + 1,
          -scale * (factor[row * this.#stride + before] ?? 0),
        );
      lower[start + row] = scale;
      for (let column = 0; column <= row; column += 1)
        addMultiple(inverse, column * size, lower, start, column + 1, lower[start + column] ?? 0);
    }
    return inverse;
  }

  #grow(): void {
    const stride = this.#stride * 2;
    const rows = new Float64Array(stride * stride);
    for (let row = 0; row < this.#size; row += 1)
      rows.set(this.#rows.subarray(row * this.#stride, row * this.#stride + row + 1), row * stride);
    this.#rows = rows;
    this.#stride = stride;
  }
}

/** Scalar product of `length` entries, in four sums that do not wait for each other. */
function dot(
  left: Float64Array,
  leftStart: number,
  right: Float64Array,
  rightStart: number,
  length: number,
): number {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  let index = 0;
  for (; index + 3 < length; index += 4) {
    first += (left[leftStart + index] ?? 0) * (right[rightStart + index] ?? 0);
    second += (left[leftStart + index + 1] ?? 0) * (right[rightStart + index + 1] ?? 0);
    third += (left[leftStart + index + 2] ?? 0) * (right[rightStart + index + 2] ?? 0);
    fourth += (left[leftStart + index + 3] ?? 0) * (right[rightStart + index + 3] ?? 0);
  }
  for (; index < length; index += 1)
    first += (left[leftStart + index] ?? 0) * (right[rightStart + index] ?? 0);
  return first + second + (third + fourth);
}

function addMultiple(
  target: Float64Array,
  targetStart: number,
  source: Float64Array,
  sourceStart: number,
  length: number,
  factor: number,
): void {
  for (let index = 0; index < length; index += 1)
    target[targetStart + index] =
      (target[targetStart + index] ?? 0) + factor * (source[sourceStart + index] ?? 0);
}
