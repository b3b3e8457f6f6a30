import { expect, it } from '@jest/globals';
import { costOf } from './cost.ts';

it('a trial costs what is told, else its time at the price of the study, else nothing is known', () => {
  expect(costOf(3, 2, 7_200_000)).toBe(3);
  expect(costOf(undefined, 2, 5_400_000)).toBe(3);
  expect(costOf(undefined, 2, -1)).toBe(0);
  expect(costOf(undefined, undefined, 5_400_000)).toBeUndefined();
});
