import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextPushAt, pushBudgets, pushWindow } from './push-budget.ts';

/** Times of pushes when somebody wants to push at each of `wanted`, one after the other. */
function simulate(wanted: readonly number[], perMinute: number): number[] {
  const pushes: number[] = [];
  let now = 0;
  for (const wait of wanted) {
    now = nextPushAt(pushes, perMinute, now + wait);
    pushes.push(now);
  }
  return pushes;
}

describe('nextPushAt', () => {
  it('lets a push of a quiet minute leave at once', () => {
    expect(nextPushAt([], 6, 5000)).toBe(5000);
    expect(nextPushAt([1000], 6, 1001 + pushWindow)).toBe(1001 + pushWindow);
  });

  it('of the embedded repository is not felt by a few pushes, and holds back a steady load', () => {
    const pushes = simulate(
      Array.from({ length: 2000 }, () => 0),
      pushBudgets.embedded,
    );
    const pause = (index: number): number => (pushes[index + 1] ?? 0) - (pushes[index] ?? 0);
    expect(pause(10)).toBeLessThan(5);
    expect(pause(100)).toBeLessThan(40);
    expect(pushes.filter((at) => at < pushWindow)).toHaveLength(pushBudgets.embedded);
  });

  it('knows no budget when there is none', () => {
    expect(nextPushAt([1, 2, 3, 4, 5, 6, 7], Infinity, 8)).toBe(8);
  });

  it('makes pauses longer as the window fills', () => {
    const pushes = simulate([0, 0, 0, 0, 0, 0, 0], 6);
    const pauses = pushes.slice(1).map((at, index) => at - (pushes[index] ?? 0));
    expect(pauses.map((pause) => Math.round(pause / 100) / 10)).toEqual([2.9, 5.7, 8.6, 11.4, 14.3, 17.1]);
  });

  it('never lets more pushes into any 60 seconds than the budget', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 30_000 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 30 }),
        (wanted, perMinute) => {
          const pushes = simulate(wanted, perMinute);
          for (const [index, at] of pushes.entries()) {
            const later = pushes[index + perMinute];
            if (later !== undefined) expect(later - at).toBeGreaterThanOrEqual(pushWindow);
          }
        },
      ),
    );
  });

  it('never waits longer than one window', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 30_000 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 30 }),
        (wanted, perMinute) => {
          const pushes = simulate(wanted, perMinute);
          const now = pushes.at(-1) ?? 0;
          expect(nextPushAt(pushes, perMinute, now) - now).toBeLessThanOrEqual(pushWindow);
        },
      ),
    );
  });
});
