import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Rng } from '../random/rng.ts';
import { Cholesky } from './cholesky.ts';

/** Of random vectors' scalar products, and so positive definite. */
function randomMatrix(size: number, seed: number): number[][] {
  const rng = new Rng(seed);
  const vectors = Array.from({ length: size }, () => Array.from({ length: size + 2 }, () => rng.normal()));
  return vectors.map((left) =>
    vectors.map((right) => left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0)),
  );
}

function factorise(matrix: readonly (readonly number[])[], capacity?: number): Cholesky {
  const factor = new Cholesky(capacity);
  for (const [size, row] of matrix.entries())
    factor.append(Float64Array.from(row.slice(0, size)), row[size] ?? 0);
  return factor;
}

const times = (matrix: readonly (readonly number[])[], vector: Float64Array): number[] =>
  matrix.map((row) => row.reduce((sum, value, index) => sum + value * (vector[index] ?? 0), 0));

describe('the Cholesky factor', () => {
  it('is that of a matrix factorised by hand', () => {
    const factor = factorise([
      [4, 12, -16],
      [12, 37, -43],
      [-16, -43, 98],
    ]);
    expect(
      [0, 1, 2].map((row) => [0, 1, 2].slice(0, row + 1).map((column) => factor.entry(row, column))),
    ).toEqual([[2], [6, 1], [-8, 5, 3]]);
    expect(factor.logDeterminant()).toBeCloseTo(Math.log(36), 12);
  });

  it('solves systems of equations and inverts, also when it outgrows its capacity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (size, seed) => {
        const matrix = randomMatrix(size, seed);
        const factor = factorise(matrix, 2);
        const right = Float64Array.from({ length: size }, (_, index) => index - 1.5);
        const scale = Math.max(...matrix.flat());
        const solution = factor.solveUpper(factor.solveLower(right.slice()));
        const largest = Math.max(1, ...solution.map(Math.abs));
        for (const [index, value] of times(matrix, solution).entries())
          expect(Math.abs(value - (right[index] ?? 0))).toBeLessThan(1e-11 * scale * largest);
        const inverse = factor.inverse();
        for (let row = 0; row < size; row += 1) {
          const unit = new Float64Array(size);
          unit[row] = 1;
          const column = factor.solveUpper(factor.solveLower(unit));
          for (let other = 0; other <= row; other += 1)
            expect(Math.abs((inverse[row * size + other] ?? 0) - (column[other] ?? 0))).toBeLessThan(
              1e-9 * largest ** 2,
            );
        }
      }),
    );
  });

  it('with a row added equals the factor of the whole matrix', () => {
    const matrix = randomMatrix(9, 5);
    const factor = factorise(matrix);
    factor.truncate(4);
    for (let size = 4; size < 9; size += 1)
      factor.append(Float64Array.from(matrix[size] ?? []), matrix[size]?.[size] ?? 0);
    const whole = factorise(matrix);
    for (let row = 0; row < 9; row += 1)
      for (let column = 0; column <= row; column += 1)
        expect(factor.entry(row, column)).toBe(whole.entry(row, column));
  });

  it('survives rows that are the same', () => {
    const factor = factorise([
      [1, 1],
      [1, 1],
    ]);
    expect(factor.entry(1, 1)).toBeGreaterThan(0);
  });
});
