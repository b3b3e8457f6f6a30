import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { admitted, bestOf, type FrontMember } from './front.ts';

const frontOf = (losses: readonly (readonly number[])[], limit?: number): readonly FrontMember[] =>
  losses.reduce<readonly FrontMember[]>(
    (front, member, trial) => admitted(front, { trial, losses: member }, limit) ?? front,
    [],
  );
const trialsOf = (front: readonly FrontMember[]): readonly number[] => front.map(({ trial }) => trial);

describe('the front of a study', () => {
  it('is the best trial when there is one objective, the first of equal ones', () => {
    expect(trialsOf(frontOf([[3], [1], [2], [1]]))).toEqual([1]);
  });

  it('keeps what is better in some objective, and drops what is beaten', () => {
    expect(
      trialsOf(
        frontOf([
          [2, 2],
          [1, 3],
          [3, 1],
          [2, 1],
          [4, 4],
        ]),
      ),
    ).toEqual([1, 3]);
    expect(
      bestOf(
        frontOf([
          [2, 2],
          [1, 3],
        ]),
      )?.trial,
    ).toBe(1);
    expect(bestOf([])).toBeUndefined();
  });

  it('takes one that beats members also when it is full', () => {
    expect(
      trialsOf(
        frontOf(
          [
            [1, 4],
            [2, 3],
            [3, 2],
            [2, 2],
          ],
          2,
        ),
      ),
    ).toEqual([0, 3]);
  });

  it('is what no other trial beats, whatever they are', () => {
    const loss = fc.nat(6);
    fc.assert(
      fc.property(fc.array(fc.tuple(loss, loss), { maxLength: 30 }), (all) => {
        const beats = (one: readonly number[], other: readonly number[]): boolean =>
          one.every((value, index) => value <= (other[index] ?? 0)) &&
          one.some((value, index) => value < (other[index] ?? 0));
        const expected = all.filter((one) => !all.some((other) => beats(other, one))).map(String);
        expect(new Set(frontOf(all).map(({ losses }) => String(losses)))).toEqual(new Set(expected));
      }),
    );
  });
});
