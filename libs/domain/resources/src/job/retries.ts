import { parseDuration } from '@slipway/kernel';
import { z } from 'zod';
import { problemCheck } from '../fields/check.ts';
import { duration } from '../fields/duration.ts';

const day = 86_400_000;

const Backoff = z
  .strictObject({
    initial: duration(0, day).default('10s').describe('Wait before the first retry.'),
    factor: z.number().min(1).max(10).default(2).describe('Each wait is this many times the one before.'),
    max: duration(0, day).default('5m').describe('Longest wait.'),
  })
  .check(
    problemCheck(({ initial, max }) =>
      (parseDuration(initial) ?? 0) > (parseDuration(max) ?? 0)
        ? `the initial wait ${initial} is longer than the longest, ${max}`
        : undefined,
    ),
  );

export const Retries = z.strictObject({
  limit: z.int().min(0).max(100).default(0).describe('How often a failed run is tried again.'),
  backoff: Backoff.prefault({}).describe('How long to wait before a retry.'),
});
