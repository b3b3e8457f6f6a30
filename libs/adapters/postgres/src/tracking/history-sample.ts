import type { HistoryPoint } from '@slipway/ports';
import { byStep } from './metric-block.ts';

/** Of a longer history every second point is let go, again and again: a bound on memory, not on histories. */
const maxPoints = 200_000;

/** A sample of points that come in any order. */
export interface HistorySample {
  add(point: HistoryPoint): void;
  finish(): readonly HistoryPoint[];
}

/**
 * At most `limit` points, by step, timestamp and value: the first of each of `limit` equal parts (SQL's `ntile`), and the
 * last of all.
 */
export function createHistorySample(limit: number): HistorySample {
  let kept: HistoryPoint[] = [];
  let [seen, stride] = [0, 1];
  let [first, last]: [HistoryPoint | undefined, HistoryPoint | undefined] = [undefined, undefined];

  return {
    add: (point) => {
      if (!first || byStep(point, first) < 0) first = point;
      if (!last || byStep(point, last) > 0) last = point;
      if (seen % stride === 0) kept.push(point);
      seen += 1;
      if (kept.length < maxPoints) return;
      kept = kept.filter((_, index) => index % 2 === 0);
      stride *= 2;
    },
    finish: () => {
      if (!first || !last) return [];
      const points = [...kept, first, last]
        .sort(byStep)
        .filter((point, index, all) => index === 0 || byStep(all[index - 1] ?? point, point) !== 0);
      const sample = firstOfParts(points, limit);
      const end = sample.at(-1);
      if (!end || byStep(end, last) === 0) return sample;
      return [...(sample.length < limit ? sample : sample.slice(0, -1)), last];
    },
  };
}

/** As `ntile` cuts: the first parts have one point more where it does not come out even. */
function firstOfParts(points: readonly HistoryPoint[], parts: number): readonly HistoryPoint[] {
  if (points.length <= parts) return points;
  const [size, larger] = [Math.floor(points.length / parts), points.length % parts];
  return Array.from({ length: parts }, (_, part) => points[part * size + Math.min(part, larger)]).filter(
    (point) => point !== undefined,
  );
}
