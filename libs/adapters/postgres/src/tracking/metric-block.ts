import { hash } from 'node:crypto';
import type { HistoryPoint } from '@slipway/ports';

/** Points of one series as they are stored: sorted, each once. */
export interface MetricBlock {
  readonly minTimestamp: number;
  readonly maxTimestamp: number;
  /** 64 bit that differ between blocks with different points, as a decimal text. */
  readonly digest: string;
  readonly points: Buffer;
}

/** Timestamp, step and value of a point, each as a little-endian double: times and steps stay within 2^53. */
export const bytesPerPoint = 24;

/** A reader that wants one of them gets them all. */
const maxPointsPerBlock = 2_000;

/** MLflow stores NaN as 0 beside a mark: that is where it stands in an order. */
const rank = (value: number): number => (Number.isNaN(value) ? 0 : value);

const compareValues = (left: number, right: number): number =>
  rank(left) - rank(right) || Number(Number.isNaN(left)) - Number(Number.isNaN(right));

/** The order of a history. */
export const byTime = (left: HistoryPoint, right: HistoryPoint): number =>
  left.timestamp - right.timestamp || left.step - right.step || compareValues(left.value, right.value);

/** The order of samples, and the one whose last point is the latest. */
export const byStep = (left: HistoryPoint, right: HistoryPoint): number =>
  left.step - right.step || left.timestamp - right.timestamp || compareValues(left.value, right.value);

/** The latest point of a series: the last one by step, timestamp and value. */
export const latestOf = (points: readonly HistoryPoint[]): HistoryPoint =>
  points.reduce((latest, point) => (byStep(point, latest) > 0 ? point : latest));

/** The points of one series in blocks that do not overlap. */
export function toBlocks(points: readonly HistoryPoint[]): readonly MetricBlock[] {
  const sorted = sortedOnce(points);
  const blocks: MetricBlock[] = [];
  for (let at = 0; at < sorted.length; at += maxPointsPerBlock) {
    const part = sorted.slice(at, at + maxPointsPerBlock);
    const bytes = Buffer.allocUnsafe(part.length * bytesPerPoint);
    for (const [index, point] of part.entries()) encodePoint(point, bytes, index * bytesPerPoint);
    blocks.push({
      minTimestamp: part[0]?.timestamp ?? 0,
      maxTimestamp: part.at(-1)?.timestamp ?? 0,
      digest: String(hash('sha1', bytes, 'buffer').readBigInt64LE()),
      points: bytes,
    });
  }
  return blocks;
}

/** Points in the order of a history, each once. */
export function sortedOnce<Point extends HistoryPoint>(points: readonly Point[]): readonly Point[] {
  const isSorted = points.every((point, index) => {
    const former = points[index - 1];
    return !former || byTime(former, point) < 0;
  });
  if (isSorted) return points;
  const sorted = [...points].sort(byTime);
  return sorted.filter((point, index) => {
    const former = sorted[index - 1];
    return !former || byTime(former, point) !== 0;
  });
}

/** Infinite values become the largest finite ones, as MLflow stores them. */
export function encodePoint({ timestamp, step, value }: HistoryPoint, bytes: Buffer, at: number): void {
  bytes.writeDoubleLE(timestamp, at);
  bytes.writeDoubleLE(step, at + 8);
  bytes.writeDoubleLE(
    Math.abs(value) === Number.POSITIVE_INFINITY ? Math.sign(value) * Number.MAX_VALUE : value,
    at + 16,
  );
}

export const decodePoint = (bytes: Buffer, at: number): HistoryPoint => ({
  timestamp: bytes.readDoubleLE(at),
  step: bytes.readDoubleLE(at + 8),
  value: bytes.readDoubleLE(at + 16),
});

export function* decodePoints(bytes: Buffer): Generator<HistoryPoint> {
  for (let at = 0; at < bytes.length; at += bytesPerPoint) yield decodePoint(bytes, at);
}
