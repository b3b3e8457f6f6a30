import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { crowdingDistance } from './crowding-distance.ts';
import { dominates } from './dominates.ts';
import { hypervolume } from './hypervolume.ts';
import { nonDominatedFronts } from './non-dominated-fronts.ts';

/** Lists of losses on a coarse raster, so that equal ones occur. */
const rows = (objectives: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: objectives, maxLength: objectives }), {
    maxLength: 24,
  });

describe('dominance', () => {
  it.each([
    [[1, 2], [1, 3], true],
    [[1, 2], [1, 2], false],
    [[1, 2], [2, 1], false],
    [[0, 0], [1, 1], true],
    [[NaN, 0], [1, 1], false],
  ])('of %j over %j is %s', (left, right, expected) => {
    expect(dominates(left, right)).toBe(expected);
  });
});

describe('fronts', () => {
  it('are those that one finds by hand', () => {
    expect(
      nonDominatedFronts([
        [3, 3],
        [1, 4],
        [2, 2],
        [4, 1],
        [2, 5],
        [5, 5],
      ]),
    ).toEqual([[1, 2, 3], [0, 4], [5]]);
    expect(nonDominatedFronts([])).toEqual([]);
  });

  it('hold equal losses together', () => {
    expect(
      nonDominatedFronts([
        [1, 1],
        [2, 2],
        [1, 1],
      ]),
    ).toEqual([[0, 2], [1]]);
  });

  it('are dominated by the one before and by none of their own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4 }).chain(rows), (losses) => {
        const fronts = nonDominatedFronts(losses);
        expect(fronts.flat().sort((left, right) => left - right)).toEqual(losses.map((_, index) => index));
        for (const [rank, front] of fronts.entries())
          for (const index of front) {
            const own = losses[index] ?? [];
            expect(front.some((other) => dominates(losses[other] ?? [], own))).toBe(false);
            const before = fronts[rank - 1];
            if (before) expect(before.some((other) => dominates(losses[other] ?? [], own))).toBe(true);
          }
      }),
    );
  });
});

describe('the crowding distance', () => {
  it('is infinite at the ends and the share between the neighbours elsewhere', () => {
    expect(
      crowdingDistance([
        [0, 10],
        [5, 4],
        [2, 5],
        [10, 0],
      ]),
    ).toEqual([Infinity, expect.closeTo(0.8 + 0.5, 12), expect.closeTo(0.5 + 0.6, 12), Infinity]);
  });

  it('of equal losses does not divide by nothing', () => {
    expect(
      crowdingDistance([
        [1, 1],
        [1, 1],
        [1, 1],
      ]),
    ).toEqual([Infinity, 0, Infinity]);
    expect(crowdingDistance([])).toEqual([]);
  });
});

describe('the hypervolume', () => {
  it.each([
    [
      [
        [1, 3],
        [2, 2],
        [3, 1],
      ],
      [4, 4],
      6,
    ],
    [[[1, 1]], [1, 2], 0],
    [
      [
        [2, 2],
        [2, 2],
        [3, 3],
      ],
      [4, 4],
      4,
    ],
    [[[1, 2, 3]], [4, 4, 4], 6],
    [
      [
        [0, 0, 1],
        [1, 1, 0],
      ],
      [2, 2, 2],
      5,
    ],
    [
      [
        [0, 2, 2],
        [2, 0, 2],
        [2, 2, 0],
      ],
      [3, 3, 3],
      7,
    ],
    [[[0.25]], [1], 0.75],
    [[[0, 0, 0, 0]], [2, 2, 2, 2], 16],
    [[], [1, 1], 0],
  ])('of %j up to %j is %d', (losses, reference, expected) => {
    expect(hypervolume(losses, reference)).toBeCloseTo(expected, 12);
  });

  it('is the number of unit cells that are dominated', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(2, 3).chain((objectives) => fc.tuple(fc.constant(objectives), rows(objectives))),
        ([objectives, losses]) => {
          let cells = 0;
          for (let number = 0; number < 7 ** objectives; number += 1) {
            const cell = Array.from(
              { length: objectives },
              (_, index) => Math.floor(number / 7 ** index) % 7,
            );
            if (losses.some((point) => point.every((loss, index) => loss <= (cell[index] ?? 0)))) cells += 1;
          }
          expect(
            hypervolume(
              losses,
              Array.from({ length: objectives }, () => 7),
            ),
          ).toBe(cells);
        },
      ),
    );
  });
});
