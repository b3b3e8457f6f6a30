import type { HistoryCursor, MetricPage } from '@slipway/ports';
import { byTime, decodePoints, sortedOnce } from './metric-block.ts';

/** A page that is being put together of blocks, which come by their first timestamp and may overlap. */
export interface HistoryPageBuilder {
  /** Whether the page is full of points before this time, so that no further block adds to it. */
  isFullBefore(timestamp: number): boolean;
  add(minTimestamp: number, points: Buffer): void;
  finish(): MetricPage;
}

/** So many points more than a page may gather before those that are not of it are let go. */
const slack = 10_000;

/**
 * Keeps the first points after `after` of all that are added: `limit`, and one more that tells whether there is another
 * page. Memory stays that of the page, however the blocks overlap.
 */
export function createHistoryPage(after: HistoryCursor | undefined, limit: number): HistoryPageBuilder {
  /** Each with the first timestamp of its block. Sorted up to `settled`. */
  let points: HistoryCursor[] = [];
  let settled = 0;
  /** The first timestamp of all blocks that had points beyond those that are kept. */
  let beyond = Number.POSITIVE_INFINITY;

  const settle = (): void => {
    if (settled === points.length) return;
    const sorted = sortedOnce(points);
    for (const { from } of sorted.slice(limit + 1)) beyond = Math.min(beyond, from);
    points = sorted.slice(0, limit + 1);
    settled = points.length;
  };

  return {
    isFullBefore: (timestamp) => {
      if (points.length <= limit) return false;
      settle();
      const next = points[limit];
      return next !== undefined && next.timestamp < timestamp;
    },
    add: (from, bytes) => {
      for (const point of decodePoints(bytes)) {
        if (!after || byTime(point, after) > 0) points.push({ ...point, from });
      }
      if (points.length > settled + slack) settle();
    },
    finish: () => {
      settle();
      const page = points.slice(0, limit);
      const [last, next] = [page.at(-1), points[limit]];
      return { points: page, next: last && next && { ...last, from: Math.min(beyond, next.from) } };
    },
  };
}
