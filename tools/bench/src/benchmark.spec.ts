import { describe, expect, it } from '@jest/globals';
import { percentile, rowOf } from './benchmark.ts';

describe('rowOf', () => {
  it('gives the median, the smallest and the largest value, whatever their order', () => {
    expect(rowOf('slipway', 'rate', 'commits/s', [30, 10, 20])).toEqual({
      system: 'slipway',
      metric: 'rate',
      unit: 'commits/s',
      median: 20,
      min: 10,
      max: 30,
    });
  });
});

describe('percentile', () => {
  it('is the smallest value that the share of the values does not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.01, 0.5, 0.99, 1].map((share) => percentile(hundred, share))).toEqual([1, 50, 99, 100]);
  });

  it('of one value is that value', () => {
    expect(percentile([7], 0.99)).toBe(7);
  });
});
