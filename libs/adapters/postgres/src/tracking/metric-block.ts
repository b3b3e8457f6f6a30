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

/**
 * Points one behind the other: timestamp, step and value of each, as doubles, since times and steps stay within 2^53. They
 * are stored in the order of bytes of the processors that Node runs on: little-endian.
 */
export type PackedPoints = Float64Array<ArrayBuffer>;
export const doublesPerPoint = 3;
export const bytesPerPoint = doublesPerPoint * 8;

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

/** The latest point of a series of at least one: the last one by step, timestamp and value. */
export function latestOf(points: PackedPoints): HistoryPoint {
  let latest = pointAt(points, 0);
  for (let at = doublesPerPoint; at < points.length; at += doublesPerPoint) {
    if ((points[at + 1] ?? 0) < latest.step) continue;
    const point = pointAt(points, at);
    if (byStep(point, latest) > 0) latest = point;
  }
  return latest;
}

/** The points of one series in blocks that do not overlap. */
export function toBlocks(points: PackedPoints): readonly MetricBlock[] {
  const sorted = isInOrder(points) ? points : packPoints(sortedOnce(unpackPoints(points)));
  const blocks: MetricBlock[] = [];
  for (let at = 0; at < sorted.length; at += maxPointsPerBlock * doublesPerPoint) {
    const part = sorted.subarray(at, at + maxPointsPerBlock * doublesPerPoint);
    const bytes = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    blocks.push({
      minTimestamp: part[0] ?? 0,
      maxTimestamp: part.at(-doublesPerPoint) ?? 0,
      digest: String(hash('sha1', bytes, 'buffer').readBigInt64LE()),
      points: bytes,
    });
  }
  return blocks;
}

/** Whether the points are in the order of a history, each once. */
function isInOrder(points: PackedPoints): boolean {
  for (let at = doublesPerPoint; at < points.length; at += doublesPerPoint) {
    const later = (points[at] ?? 0) - (points[at - doublesPerPoint] ?? 0);
    if (later > 0) continue;
    if (later < 0 || byTime(pointAt(points, at - doublesPerPoint), pointAt(points, at)) >= 0) return false;
  }
  return true;
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

export function packPoints(points: readonly HistoryPoint[]): PackedPoints {
  const packed = new Float64Array(points.length * doublesPerPoint);
  const bytes = Buffer.from(packed.buffer);
  for (const [index, point] of points.entries()) encodePoint(point, bytes, index * bytesPerPoint);
  return packed;
}

const pointAt = (points: PackedPoints, at: number): HistoryPoint => ({
  timestamp: points[at] ?? 0,
  step: points[at + 1] ?? 0,
  value: points[at + 2] ?? 0,
});

const unpackPoints = (points: PackedPoints): readonly HistoryPoint[] =>
  Array.from({ length: points.length / doublesPerPoint }, (_, index) =>
    pointAt(points, index * doublesPerPoint),
  );

/** The points of a block. */
export function* decodePoints(bytes: Buffer): Generator<HistoryPoint> {
  for (let at = 0; at < bytes.length; at += bytesPerPoint)
    yield {
      timestamp: bytes.readDoubleLE(at),
      step: bytes.readDoubleLE(at + 8),
      value: bytes.readDoubleLE(at + 16),
    };
}
