import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deliveryOutcome } from './delivery-outcome.ts';
import type { Attempt } from './send-webhook.ts';

const now = new Date('2026-11-25T12:00:00.000Z');
const state = { failures: 0, maxRetries: 3, now, chance: 0 };
const answered = (status: number, retryAfter?: string): Attempt => ({
  kind: 'answered',
  status,
  body: '',
  retryAfter,
});
const pauseOf = (attempt: Attempt, given: Partial<typeof state> = {}): number | string => {
  const outcome = deliveryOutcome(attempt, { ...state, ...given });
  return outcome.kind === 'retry' ? (outcome.due.getTime() - now.getTime()) / 1_000 : outcome.kind;
};

describe('what becomes of a delivery', () => {
  it.each([200, 201, 204, 299])('%i: it is delivered', (status) => {
    expect(deliveryOutcome(answered(status), state)).toEqual({ kind: 'delivered', at: now });
  });

  it.each([301, 307, 400, 401, 404, 410, 422])('%i: it has failed, and is not tried again', (status) => {
    expect(deliveryOutcome(answered(status), state)).toMatchObject({ kind: 'failed', at: now });
  });

  it.each([429, 500, 502, 503, 504, 599])('%i: it is tried again', (status) => {
    expect(pauseOf(answered(status))).toBe(1);
  });

  it('is tried again when there was no answer, and not when we refused to connect', () => {
    expect(pauseOf({ kind: 'unreachable', reason: 'connect ECONNREFUSED' })).toBe(1);
    expect(pauseOf({ kind: 'refused', reason: 'not a public address' })).toBe('failed');
  });

  it('is tried again after pauses that double, up to ten minutes, and fails after the last retry', () => {
    const pauses = [0, 1, 2, 9, 10, 40].map((failures) =>
      pauseOf(answered(503), { failures, maxRetries: 41 }),
    );
    expect(pauses).toEqual([1, 2, 4, 512, 600, 600]);
    expect([2, 3, 4].map((failures) => pauseOf(answered(503), { failures }))).toEqual([
      4,
      'failed',
      'failed',
    ]);
    expect(pauseOf(answered(503), { chance: 0.5 })).toBe(1.25);
  });

  it('waits as long as the receiver asks for, within our own bounds', () => {
    expect(pauseOf(answered(429, '30'))).toBe(30);
    expect(pauseOf(answered(503, 'Wed, 25 Nov 2026 12:01:00 GMT'))).toBe(60);
    expect(pauseOf(answered(503, '0'))).toBe(1);
    expect(pauseOf(answered(503, '99999999999999999999'))).toBe(600);
    expect(pauseOf(answered(503, 'soon'))).toBe(1);
  });

  it('is due at a finite time after now, whatever the receiver answers', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 999 }),
        fc.string(),
        fc.nat(60),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (status, header, failures, chance) => {
          const outcome = deliveryOutcome(answered(status, header), {
            now,
            failures,
            maxRetries: 50,
            chance,
          });
          if (outcome.kind !== 'retry') return;
          expect(outcome.due.getTime()).toBeGreaterThanOrEqual(now.getTime() + 1_000);
          expect(outcome.due.getTime()).toBeLessThanOrEqual(now.getTime() + 900_000);
        },
      ),
    );
  });
});
