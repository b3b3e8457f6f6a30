import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSpace } from './create-space.ts';
import type { Parameter } from './parameter.ts';
import type { SearchSpace } from './search-space.ts';
import { activeIn, arbitraryParameters, enumerate, valuesOf } from './testing/arbitrary-space.ts';

const coordinates = fc.array(fc.oneof(fc.double({ min: -1, max: 3 }), fc.constant(Number.NaN)), {
  minLength: 5,
  maxLength: 5,
});

/** Whether a value is one that a parameter can have. */
function isValue(parameter: Parameter, value: unknown): boolean {
  const values = valuesOf(parameter);
  if (values) return values.some((one) => one === value);
  return (
    parameter.kind === 'float' &&
    typeof value === 'number' &&
    value >= parameter.low &&
    value <= parameter.high
  );
}

const repaired = (space: SearchSpace, place: readonly number[]): Float64Array =>
  space.repair(Float64Array.from(space.dimensions, (_, index) => place[index] ?? 0));

describe('any search space', () => {
  it('repairs a repaired point to itself', () => {
    fc.assert(
      fc.property(arbitraryParameters('all'), coordinates, (parameters, place) => {
        const space = createSpace(parameters);
        const point = repaired(space, place);
        expect(space.repair(point.slice())).toEqual(point);
      }),
    );
  });

  it('decodes to values within the range and on the raster, of exactly the parameters that are active', () => {
    fc.assert(
      fc.property(arbitraryParameters('all'), coordinates, (parameters, place) => {
        const configuration = createSpace(parameters).decode(repaired(createSpace(parameters), place));
        for (const [name, value] of Object.entries(configuration)) {
          const parameter = parameters.find((one) => one.name === name);
          expect(parameter && isValue(parameter, value)).toBe(true);
        }
        const any = Object.fromEntries(
          parameters.map((parameter) => [parameter.name, valuesOf(parameter)?.[0] ?? 0]),
        );
        expect(configuration).toEqual(activeIn(parameters, { ...any, ...configuration }));
      }),
    );
  });

  it('gives back the configuration that it encoded', () => {
    fc.assert(
      fc.property(arbitraryParameters('all'), coordinates, (parameters, place) => {
        const space = createSpace(parameters);
        const configuration = space.decode(repaired(space, place));
        const point = space.encode(configuration);
        expect(space.decode(point)).toEqual(configuration);
        expect(space.repair(point.slice())).toEqual(point);
      }),
    );
  });

  it('has each of its configurations, and counts them', () => {
    fc.assert(
      fc.property(arbitraryParameters('finite'), (parameters) => {
        const space = createSpace(parameters);
        const all = enumerate(parameters);
        expect(space.size).toBe(all.length);
        for (const configuration of all.slice(0, 50))
          expect(space.decode(space.encode(configuration))).toEqual(configuration);
      }),
    );
  });

  it('puts value k of n of an even dimension at (k + 0.5) / n, and choice k at k', () => {
    fc.assert(
      fc.property(arbitraryParameters('finite'), coordinates, (parameters, place) => {
        const space = createSpace(parameters);
        const configuration = space.decode(repaired(space, place));
        const point = space.encode(configuration);
        for (const [index, { name, isCategorical, cardinality }] of space.dimensions.entries()) {
          const parameter = parameters.find((one) => one.name === name);
          const values = (parameter && valuesOf(parameter)) ?? [];
          const value = configuration[name];
          if (value === undefined || cardinality === Infinity) continue;
          expect(cardinality).toBe(values.length);
          const rank = values.indexOf(value);
          expect(point[index]).toBe(isCategorical ? rank : (rank + 0.5) / cardinality);
        }
      }),
    );
  });

  it('has parents before their children', () => {
    fc.assert(
      fc.property(arbitraryParameters('all'), (parameters) => {
        for (const [index, { parent }] of createSpace(parameters).dimensions.entries())
          expect(parent ?? -1).toBeLessThan(index);
      }),
    );
  });

  it('refuses a configuration with a parameter too many or too few', () => {
    fc.assert(
      fc.property(arbitraryParameters('all'), coordinates, fc.nat(9), (parameters, place, pick) => {
        const space = createSpace(parameters);
        const configuration = space.decode(repaired(space, place));
        expect(() => space.encode({ ...configuration, other: 1 })).toThrow('other');
        const names = space.dimensions.map(({ name }) => name).filter((name) => name in configuration);
        const name = names[pick % Math.max(1, names.length)];
        if (name === undefined) return;
        const rest = Object.fromEntries(Object.entries(configuration).filter(([other]) => other !== name));
        expect(() => space.encode(rest)).toThrow(`${name}: the parameter is missing`);
      }),
    );
  });
});

describe('a float', () => {
  const scales = fc.oneof(
    fc.record({ scale: fc.constant('linear' as const), low: fc.constant(-5), high: fc.constant(1000) }),
    fc.record({ scale: fc.constant('log' as const), low: fc.constant(1e-8), high: fc.constant(1000) }),
  );

  it('comes back as a person wrote it, with up to nine digits', () => {
    fc.assert(
      fc.property(scales, fc.integer({ min: 1, max: 999_999_999 }), fc.nat(9), (range, digits, exponent) => {
        const value = Number(`${String(digits)}e-${String(exponent)}`);
        fc.pre(value >= range.low && value <= range.high);
        const space = createSpace([{ name: 'x', kind: 'float', ...range }]);
        expect(space.decode(space.encode({ x: value }))).toEqual({ x: value });
      }),
    );
  });

  it('has its ends to the last bit', () => {
    const [low, high] = [1 / 7, 22 / 7];
    for (const scale of ['linear', 'log'] as const) {
      const space = createSpace([{ name: 'x', kind: 'float', low, high, scale }]);
      for (const x of [low, high]) expect(space.decode(space.encode({ x }))).toEqual({ x });
    }
  });

  it('is a plain decimal fraction on a raster', () => {
    const space = createSpace([{ name: 'x', kind: 'float', low: 0, high: 1, scale: 'linear', step: 0.1 }]);
    const values = Array.from({ length: 11 }, (_, index) =>
      space.decode(Float64Array.of((index + 0.5) / 11)),
    );
    expect(values.map(({ x }) => x)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]);
  });
});

describe('an int on a log scale', () => {
  const space = createSpace([{ name: 'n', kind: 'int', low: 1, high: 8, scale: 'log', step: 1 }]);

  it('gives each number the share of the scale that rounds to it', () => {
    const counts = new Map<unknown, number>();
    const draws = 20_000;
    for (let draw = 0; draw < draws; draw += 1) {
      const { n } = space.decode(space.repair(Float64Array.of((draw + 0.5) / draws)));
      counts.set(n, (counts.get(n) ?? 0) + 1 / draws);
    }
    for (let n = 1; n <= 8; n += 1)
      expect(counts.get(n)).toBeCloseTo(Math.log((n + 0.5) / (n - 0.5)) / Math.log(8.5 / 0.5), 3);
  });

  it('is put on the coordinate of the nearest number, and is uneven', () => {
    expect(space.dimensions[0]?.cardinality).toBe(Infinity);
    expect(space.size).toBe(8);
    for (let n = 1; n <= 8; n += 1) expect(space.decode(space.encode({ n }))).toEqual({ n });
  });

  it('tells all numbers of its widest range apart', () => {
    const wide = createSpace([{ name: 'n', kind: 'int', low: 1, high: 2 ** 40, scale: 'log', step: 1 }]);
    for (const n of [1, 2, 3, 12_345_678_901, 2 ** 40 - 1, 2 ** 40])
      expect(wide.decode(wide.encode({ n }))).toEqual({ n });
  });
});
