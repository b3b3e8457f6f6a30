import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { symmetricEigen } from './symmetric-eigen.ts';

function eigen(rows: readonly (readonly number[])[]) {
  const size = rows.length;
  const values = new Float64Array(size);
  const vectors = new Float64Array(size * size);
  symmetricEigen(Float64Array.from(rows.flat()), values, vectors);
  return {
    values: [...values],
    vector: (index: number) => [...vectors.subarray(index * size, (index + 1) * size)],
  };
}

const product = (rows: readonly (readonly number[])[], vector: readonly number[]) =>
  rows.map((row) => row.reduce((sum, value, index) => sum + value * (vector[index] ?? 0), 0));

describe('the eigenvalues of a symmetric matrix', () => {
  it('are those that one computes by hand', () => {
    const { values, vector } = eigen([
      [2, 1],
      [1, 2],
    ]);
    const order = (values[0] ?? 0) < (values[1] ?? 0) ? [0, 1] : [1, 0];
    expect(order.map((index) => values[index])).toEqual([expect.closeTo(1, 14), expect.closeTo(3, 14)]);
    const [low = [], high = []] = order.map((index) => vector(index));
    expect((low[0] ?? 0) + (low[1] ?? 0)).toBeCloseTo(0, 14);
    expect((high[0] ?? 0) - (high[1] ?? 0)).toBeCloseTo(0, 14);
  });

  it('of a diagonal matrix stand on it', () => {
    expect(
      eigen([
        [3, 0],
        [0, -1],
      ]).values,
    ).toEqual([3, -1]);
    expect(eigen([[5]])).toMatchObject({ values: [5] });
    expect(
      eigen([
        [0, 0],
        [0, 0],
      ]).values,
    ).toEqual([0, 0]);
  });

  it('of the Hilbert matrix of order 8 are right where they are small', () => {
    const hilbert = Array.from({ length: 8 }, (_, row) =>
      Array.from({ length: 8 }, (_, column) => 1 / (row + column + 1)),
    );
    const values = eigen(hilbert).values.toSorted((left, right) => right - left);
    expect(values[0]).toBeCloseTo(1.6959389969219, 12); // Fettis and Caslin 1967
    expect((values[7] ?? 0) / 1.11153897e-10).toBeCloseTo(1, 5);
  });

  it('solve the equation that defines them, with vectors at right angles', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }).chain((size) =>
          fc.array(
            fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: size, maxLength: size }),
            {
              minLength: size,
              maxLength: size,
            },
          ),
        ),
        (square) => {
          const rows = square.map((row, at) =>
            row.map((value, column) => value + (square[column]?.[at] ?? 0)),
          );
          const { values, vector } = eigen(rows);
          for (const [index, value] of values.entries()) {
            const own = vector(index);
            for (const [at, left] of product(rows, own).entries())
              expect(Math.abs(left - value * (own[at] ?? 0))).toBeLessThan(1e-11);
            for (let other = 0; other <= index; other += 1)
              expect(product([own], vector(other))[0]).toBeCloseTo(other === index ? 1 : 0, 11);
          }
        },
      ),
    );
  });
});
