import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSpace } from '../../space/create-space.ts';
import type { Parameter } from '../../space/parameter.ts';
import { cellAt } from './raster-cell.ts';

const parameters: Parameter[] = [
  { name: 'int', kind: 'int', low: 1, high: 7, step: 1, scale: 'linear' },
  { name: 'log', kind: 'int', low: 1, high: 200, step: 1, scale: 'log' },
  { name: 'ordinal', kind: 'ordinal', values: [1, 2, 4] },
  { name: 'step', kind: 'float', low: 0, high: 1, step: 0.25, scale: 'linear' },
];

describe('the cell of a coordinate on a raster', () => {
  it.each(parameters)('holds it, and what has the same value: $name', (parameter) => {
    const space = createSpace([parameter], []);
    const valueAt = (at: number) => space.decode(space.repair(Float64Array.of(at)))[parameter.name];
    const [{ cardinality } = { cardinality: 0 }] = space.dimensions;
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (at) => {
        const { lower, upper } = cellAt(parameter, cardinality, at) ?? { lower: NaN, upper: NaN };
        expect(lower <= at && at <= upper).toBe(true);
        const value = valueAt(at);
        if (lower > 0) {
          expect(valueAt(lower + 1e-9)).toBe(value);
          expect(valueAt(lower - 1e-9)).not.toBe(value);
        } else expect(valueAt(0)).toBe(value);
        if (upper < 1) {
          expect(valueAt(upper - 1e-9)).toBe(value);
          expect(valueAt(upper + 1e-9)).not.toBe(value);
        } else expect(valueAt(1)).toBe(value);
      }),
    );
  });

  it('is none where a float has no step', () => {
    expect(
      cellAt({ name: 'x', kind: 'float', low: 0, high: 1, scale: 'log' }, Infinity, 0.5),
    ).toBeUndefined();
  });
});
