import { describe, expect, it } from '@jest/globals';
import { Rng } from '../../random/rng.ts';
import { InputColumns } from './input-columns.ts';

describe('columns of inputs', () => {
  it('give the squared distances, in which a choice counts as one or not at all', () => {
    const rng = new Rng(3);
    const isCategorical = Uint8Array.of(0, 0, 0, 0, 1, 0, 0);
    const weights = Float64Array.from(isCategorical, () => rng.uniform());
    const draw = () =>
      Float64Array.from(isCategorical, (categorical) => (categorical ? rng.integer(2) : rng.uniform()));
    const rows = Array.from({ length: 9 }, draw);
    const columns = new InputColumns({ dimensions: isCategorical.length, isCategorical }, rows.length);
    for (const [index, row] of rows.entries()) columns.set(index, row);
    const input = draw();
    const squares = new Float64Array(rows.length).fill(7);
    columns.writeSquares(weights, input, 8, squares);
    const expected = rows.map((row) =>
      row.reduce((sum, at, dimension) => {
        const difference = (input[dimension] ?? NaN) - at;
        const square = isCategorical[dimension] === 1 ? Number(difference !== 0) : difference ** 2;
        return sum + square * (weights[dimension] ?? NaN);
      }, 0),
    );
    expect([...squares]).toEqual([...expected.slice(0, 8), 7]);
  });
});
