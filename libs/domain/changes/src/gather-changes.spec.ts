import { describe, expect, it } from '@jest/globals';
import { gatherPause } from './gather-changes.ts';

describe('gatherPause', () => {
  it('lets changes that come one at a time leave at once', () => {
    expect(gatherPause({ at: 1000, changes: 1 }, 1000)).toBe(0);
    expect(gatherPause({ at: 1000, changes: 0 }, 1000)).toBe(0);
  });

  it('waits the longer, the more came together, and a quarter of a second at most', () => {
    const pauses = [2, 5, 100, 1000].map((changes) => gatherPause({ at: 50, changes }, 50));
    expect(pauses).toEqual([20, 80, 250, 250]);
  });

  it('counts the time that the batch took to write, and no clock that was set back', () => {
    expect(gatherPause({ at: 1000, changes: 1000 }, 1200)).toBe(50);
    expect(gatherPause({ at: 1000, changes: 1000 }, 1300)).toBe(0);
    expect(gatherPause({ at: 1000, changes: 1000 }, 0)).toBe(250);
  });

  it('makes few batches of a steady load, and lone ones of a light one', () => {
    /** How many changes a batch has after ten seconds of so many changes a second, when a push takes 10 ms. */
    const batchAt = (perSecond: number): number => {
      let batch = { at: 0, changes: 1 };
      for (let taken = 1; batch.at < 10_000; taken += batch.changes) {
        const pause = gatherPause(batch, batch.at);
        const at = batch.at + Math.max(pause, 10, 1000 / perSecond);
        batch = { at, changes: Math.floor((at * perSecond) / 1000 + 1e-6) + 1 - taken };
      }
      return batch.changes;
    };
    expect(batchAt(200)).toBe(50);
    expect(batchAt(20)).toBe(1);
  });
});
