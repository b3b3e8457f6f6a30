import { describe, expect, it } from '@jest/globals';
import { backoffDelay } from './backoff.ts';

describe('backoffDelay', () => {
  it.each([
    [1, 1_000],
    [2, 3_000],
    [3, 9_000],
    [4, 10_000],
    [500, 10_000],
  ])('waits before retry %i for %i ms', (retry, delay) => {
    expect(backoffDelay({ initial: 1_000, factor: 3, max: 10_000 }, retry)).toBe(delay);
  });
});
