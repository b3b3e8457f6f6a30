import { expect, it } from '@jest/globals';
import type { LoggedMetric } from '@slipway/ports';
import fc from 'fast-check';
import { byStep, latestOf, packPoints } from './metric-block.ts';
import { pointsByKey, toInboxBatch } from './metric-inbox.ts';
import { Turns } from './turns.ts';

const metric: fc.Arbitrary<LoggedMetric> = fc.record({
  key: fc.constantFrom('loss', 'accuracy', '', 'läng'),
  timestamp: fc.integer({ min: 0, max: 2 ** 53 - 1 }),
  step: fc.integer({ min: -3, max: 3 }),
  // Without -0, which is as large as 0.
  value: fc.double().map((value) => value + 0),
});
const requests = fc.array(fc.array(metric, { minLength: 1, maxLength: 8 }), { maxLength: 6 });

it('points that wait are those that were logged, by key and in their order', async () => {
  await fc.assert(
    fc.asyncProperty(requests, async (logged) => {
      const found = await pointsByKey(
        logged.map((metrics) => toInboxBatch(metrics)),
        new Turns(),
      );
      const expected = Map.groupBy(logged.flat(), ({ key }) => key);
      expect([...found]).toEqual([...expected].map(([key, points]) => [key, packPoints(points)]));
    }),
  );
});

it('the latest of points is the last one by step, timestamp and value', () => {
  fc.assert(
    fc.property(fc.array(metric, { minLength: 1 }), (points) => {
      const [latest] = points
        .map(({ timestamp, step, value }) => ({
          ...{ timestamp, step },
          value: Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)),
        }))
        .sort((left, right) => byStep(right, left));
      expect(latestOf(packPoints(points))).toEqual(latest);
    }),
  );
});
