const maximalSweeps = 50;

/**
 * Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi's rotations in cyclic order (Golub and Van Loan, "Matrix
 * Computations", section 8.5): O(n³) a sweep, about eight sweeps, and small eigenvalues of a positive definite matrix are as
 * exact as large ones.
 *
 * @param matrix n × n, by rows; is destroyed
 * @param values gets the n eigenvalues, in no order
 * @param vectors gets n × n numbers: row `k` is the eigenvector of value `k`, of length 1
 */
export function symmetricEigen(matrix: Float64Array, values: Float64Array, vectors: Float64Array): void {
  const size = values.length;
  vectors.fill(0);
  for (let index = 0; index < size; index += 1) vectors[index * size + index] = 1;
  for (let sweep = 0; sweep < maximalSweeps; sweep += 1) {
    let isDiagonal = true;
    for (let row = 0; row < size - 1; row += 1)
      for (let column = row + 1; column < size; column += 1)
        if (rotate(matrix, vectors, size, row, column)) isDiagonal = false;
    if (isDiagonal) break;
  }
  for (let index = 0; index < size; index += 1) values[index] = matrix[index * size + index] ?? 0;
}

/** Turns the plane of two axes so that their element off the diagonal becomes 0; false when it is, to rounding. */
function rotate(
  matrix: Float64Array,
  vectors: Float64Array,
  size: number,
  first: number,
  second: number,
): boolean {
  const element = matrix[first * size + second] ?? 0;
  const upper = matrix[first * size + first] ?? 0;
  const lower = matrix[second * size + second] ?? 0;
  if (Math.abs(element) <= Number.EPSILON * Math.sqrt(Math.abs(upper) * Math.abs(lower))) return false;
  if (Math.abs(element) < Number.MIN_VALUE / Number.EPSILON) return false;
  const slope = (lower - upper) / (2 * element);
  const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.sqrt(slope * slope + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let other = 0; other < size; other += 1) {
    if (other === first || other === second) continue;
    const left = matrix[other * size + first] ?? 0;
    const right = matrix[other * size + second] ?? 0;
    const newLeft = cosine * left - sine * right;
    const newRight = sine * left + cosine * right;
    matrix[other * size + first] = newLeft;
    matrix[first * size + other] = newLeft;
    matrix[other * size + second] = newRight;
    matrix[second * size + other] = newRight;
  }
  matrix[first * size + first] = upper - tangent * element;
  matrix[second * size + second] = lower + tangent * element;
  matrix[first * size + second] = 0;
  matrix[second * size + first] = 0;
  for (let other = 0; other < size; other += 1) {
    const left = vectors[first * size + other] ?? 0;
    const right = vectors[second * size + other] ?? 0;
    vectors[first * size + other] = cosine * left - sine * right;
    vectors[second * size + other] = sine * left + cosine * right;
  }
  return true;
}
