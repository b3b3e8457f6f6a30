import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wantedTrials } from './waves.ts';

describe('a wave of trials', () => {
  it.each([
    [1, 0, 1],
    [1, 1, 1],
    [8, 5, 5],
    [8, 4, 8],
    [8, 0, 8],
    [3, 2, 2],
    [3, 1, 3],
    [4, 9, 9],
  ])('%i at a time, of which %i are at work, makes them %i', (parallelism, atWork, wanted) => {
    expect(wantedTrials(parallelism, atWork)).toBe(wanted);
  });

  it('comes at most twice for as many trials as there may be at a time, whenever they end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 300 }),
        fc.infiniteStream(fc.nat(40)),
        (parallelism, trials, ends) => {
          let [left, atWork, waves] = [trials, 0, 0];
          for (const end of ends) {
            const more = Math.min(left, wantedTrials(parallelism, atWork) - atWork);
            if (more > 0) waves += 1;
            left -= more;
            atWork += more;
            expect(atWork).toBeLessThanOrEqual(parallelism);
            if (atWork === 0) break;
            atWork -= Math.min(atWork, Math.max(1, end));
          }
          expect(waves).toBeLessThanOrEqual(Math.ceil((2 * trials) / parallelism));
        },
      ),
    );
  });
});
