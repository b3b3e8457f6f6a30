import { describe, expect, it } from '@jest/globals';
import type { HistoryCursor, HistoryPoint } from '@slipway/ports';
import fc from 'fast-check';
import { createHistoryPage } from './history-page.ts';
import { byTime, packPoints, sortedOnce, toBlocks } from './metric-block.ts';

const point = fc.record({
  timestamp: fc.integer({ min: 0, max: 20 }),
  step: fc.integer({ min: -2, max: 2 }),
  value: fc.constantFrom(0, 1, -1, Number.NaN, Number.MAX_VALUE),
});
const requests = fc.array(fc.array(point, { minLength: 1, maxLength: 8 }), { maxLength: 12 });

/** Reads all pages as the reader does: blocks by their first timestamp, only those that may hold unread points. */
function readAll(blocks: ReturnType<typeof toBlocks>, limit: number): readonly HistoryPoint[] {
  const found: HistoryPoint[] = [];
  let after: HistoryCursor | undefined;
  do {
    const page = createHistoryPage(after, limit);
    for (const { minTimestamp, maxTimestamp, points } of blocks) {
      if (after && (minTimestamp < after.from || maxTimestamp < after.timestamp)) continue;
      if (page.isFullBefore(minTimestamp)) break;
      page.add(minTimestamp, points);
    }
    const { points, next } = page.finish();
    found.push(...points);
    after = next;
  } while (after);
  return found;
}

const plain = ({ timestamp, step, value }: HistoryPoint): HistoryPoint => ({ timestamp, step, value });

describe('pages of a history', () => {
  it('give every point once and in order, whatever blocks they came in', () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 7 }), (batches, limit) => {
        const blocks = batches
          .flatMap((points) => toBlocks(packPoints(points)))
          .sort((left, right) => left.minTimestamp - right.minTimestamp);
        expect(readAll(blocks, limit).map(plain)).toEqual(sortedOnce(batches.flat()).map(plain));
      }),
    );
  });

  it('have the digest of the same points, in whatever order they were sent', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1 }), (points) => {
        expect(toBlocks(packPoints(points.toReversed()))).toEqual(
          toBlocks(packPoints([...points, ...points])),
        );
      }),
    );
  });

  it('keep infinite values as the largest finite ones', () => {
    const [block] = toBlocks(packPoints([{ timestamp: 1, step: 0, value: Number.NEGATIVE_INFINITY }]));
    const page = createHistoryPage(undefined, 1);
    page.add(1, block?.points ?? Buffer.alloc(0));
    expect(page.finish().points.map(({ value }) => value)).toEqual([-Number.MAX_VALUE]);
  });

  it('sort NaN where 0 would stand, as MLflow does', () => {
    const values = [1, Number.NaN, -1, 0].map((value) => ({ timestamp: 1, step: 1, value }));
    expect(values.sort(byTime).map(({ value }) => value)).toEqual([-1, 0, Number.NaN, 1]);
  });
});
