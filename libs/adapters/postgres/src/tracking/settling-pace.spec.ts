import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { settlingPace } from './settling-pace.ts';

describe('the pace of those who log points', () => {
  let now = 0;
  const newPace = () => settlingPace(() => now);

  it('is their own while few points wait', () => {
    const pace = newPace();
    expect([pace.added(100_000), pace.added(300_000), pace.isBehind(), pace.isFull()]).toEqual([
      0,
      0,
      false,
      false,
    ]);
  });

  it('is that of settling when half of what may wait does', () => {
    const pace = newPace();
    for (let times = 0; times < 100; times += 1) pace.settled(1, 0.004);
    pace.added(499_000);
    now += 10_000;
    expect(pace.added(1_000)).toBeCloseTo(4);
    expect([pace.isBehind(), pace.isFull()]).toEqual([true, false]);
    expect(pace.added(1_000)).toBeCloseTo(4 + 4 * 1.01);
    now += 6;
    expect(pace.added(1_000)).toBeCloseTo(2.04 + 4 * 1.02);
  });

  it('keeps nobody waiting for long at once, however many have come', () => {
    const pace = newPace();
    for (let times = 0; times < 600; times += 1) expect(pace.added(1_110)).toBeLessThanOrEqual(1_000);
    expect(pace.isFull()).toBe(true);
  });

  it('is their own again when nothing waits any more', () => {
    const pace = newPace();
    pace.added(700_000);
    pace.settled(200_000, 100);
    expect(pace.isBehind()).toBe(true);
    pace.cleared();
    expect([pace.isBehind(), pace.added(1_000)]).toEqual([false, 0]);
  });

  it('keeps what waits between its bounds while the senders are faster than settling', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 20, max: 200 }), (senders, unitTime) => {
        let at = 0;
        const pace = settlingPace(() => at);
        const [weight, batches] = [1_110, 50];
        const due = Array.from({ length: senders }, () => 0);
        let waiting = 0;
        for (let unit = 0; unit < 100; unit += 1) {
          const end = at + unitTime;
          // Senders take a millisecond for a batch when nobody slows them down.
          for (; at < end; at += 1) {
            for (const [sender, time] of due.entries()) {
              if (time > at || pace.isFull()) continue;
              due[sender] = at + 1 + pace.added(weight);
              waiting += weight;
            }
          }
          const done = Math.min(waiting, weight * batches);
          waiting -= done;
          pace.settled(done, unitTime);
        }
        expect(waiting).toBeLessThan(600_000 + senders * weight);
      }),
      { numRuns: 20 },
    );
  });
});
