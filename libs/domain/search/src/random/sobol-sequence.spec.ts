import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sobolBits, sobolDimensions, SobolSequence } from './sobol-sequence.ts';

const plain = (index: number, dimension: number) => sobolBits(index, dimension) / 2 ** 32;

/** How many of the boxes of `2^-a × 2^-b` do not hold one point each. */
function unevenBoxes(points: readonly (readonly number[])[], sides: readonly number[]): number {
  const counts = new Map<string, number>();
  for (const point of points) {
    const box = point.map((at, index) => Math.floor(at * 2 ** (sides[index] ?? 0))).join();
    counts.set(box, (counts.get(box) ?? 0) + 1);
  }
  const boxes = 2 ** sides.reduce((sum, side) => sum + side, 0);
  return boxes - [...counts.values()].filter((count) => count === points.length / boxes).length;
}

describe("Sobol's points", () => {
  it('are those that are printed in the literature', () => {
    const rows = Array.from({ length: 8 }, (_, index) =>
      [0, 1, 2, 3].map((dimension) => plain(index, dimension)),
    );
    expect(rows).toEqual([
      [0, 0, 0, 0],
      [0.5, 0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25, 0.25],
      [0.25, 0.75, 0.75, 0.75],
      [0.375, 0.375, 0.625, 0.875],
      [0.875, 0.875, 0.125, 0.375],
      [0.625, 0.125, 0.875, 0.625],
      [0.125, 0.625, 0.375, 0.125],
    ]);
  });

  it('take each interval of each dimension once', () => {
    for (let dimension = 0; dimension < sobolDimensions; dimension += 1) {
      const points = Array.from({ length: 1024 }, (_, index) => [plain(index, dimension)]);
      expect({ dimension, uneven: unevenBoxes(points, [10]) }).toEqual({ dimension, uneven: 0 });
    }
  });

  it('are a (0, m, 2)-net in the first two dimensions', () => {
    const points = Array.from({ length: 256 }, (_, index) => [plain(index, 0), plain(index, 1)]);
    for (let side = 0; side <= 8; side += 1) expect(unevenBoxes(points, [side, 8 - side])).toBe(0);
  });

  it('are nets of low order in all pairs of the first eight dimensions', () => {
    for (let first = 0; first < 8; first += 1)
      for (let second = 0; second < first; second += 1) {
        const points = Array.from({ length: 1024 }, (_, index) => [
          plain(index, first),
          plain(index, second),
        ]);
        for (let side = 0; side <= 7; side += 1)
          expect({ first, second, side, uneven: unevenBoxes(points, [side, 7 - side]) }).toMatchObject({
            uneven: 0,
          });
      }
  });
});

describe('a scrambled Sobol sequence', () => {
  const points = (dimensions: number, seed: number, count: number) => {
    const sequence = new SobolSequence(dimensions, seed);
    return Array.from({ length: count }, (_, index) => {
      const point = new Float64Array(dimensions);
      sequence.write(index, point);
      return [...point];
    });
  };

  it('stays as even as it was, beyond the dimensions of the table too', () => {
    fc.assert(
      fc.property(fc.integer(), fc.constantFrom(1, 5, 128, 129, 300), (seed, dimensions) => {
        const rows = points(dimensions, seed, 64);
        for (let dimension = 0; dimension < dimensions; dimension += 1)
          expect(
            unevenBoxes(
              rows.map((row) => [row[dimension] ?? 0]),
              [6],
            ),
          ).toBe(0);
        if (dimensions > 1)
          for (let side = 0; side <= 6; side += 1)
            expect(
              unevenBoxes(
                rows.map((row) => row.slice(0, 2)),
                [side, 6 - side],
              ),
            ).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it('has coordinates that do not go together, beyond the dimensions of the table too', () => {
    const rows = points(260, 7, 512);
    const correlation = (left: number, right: number) =>
      (12 * rows.reduce((sum, row) => sum + ((row[left] ?? 0) - 0.5) * ((row[right] ?? 0) - 0.5), 0)) /
      rows.length;
    for (const [left, right] of [
      [0, 128],
      [1, 129],
      [0, 256],
      [128, 256],
      [3, 131],
    ] as const)
      expect(Math.abs(correlation(left, right))).toBeLessThan(0.15);
  });

  it('depends on its seed alone', () => {
    expect(points(3, 1, 4)).toEqual(points(3, 1, 4));
    expect(points(3, 1, 4)).not.toEqual(points(3, 2, 4));
  });

  it('integrates a smooth function far better than random points do', () => {
    const errors = Array.from({ length: 20 }, (_, seed) => {
      const rows = points(5, seed, 1024);
      const product = (row: readonly number[]) => row.reduce((value, at) => value * (1 + (at - 0.5)), 1);
      return rows.reduce((sum, row) => sum + product(row), 0) / rows.length - 1;
    });
    // Random points: a standard error of 0.02.
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)).toBeLessThan(
      0.001,
    );
  });
});
