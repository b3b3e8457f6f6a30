import type { HistoryPoint, LoggedMetric } from '@slipway/ports';
import { bytesPerPoint, decodePoint, encodePoint } from './metric-block.ts';
import type { Turns } from './turns.ts';

/** The points of one request, as they wait for their places. */
export interface InboxBatch {
  readonly keys: readonly string[];
  /** For each point the place of its key, 32 bit, and the point itself. */
  readonly points: Buffer;
}

const bytesPerEntry = 4 + bytesPerPoint;

export function toInboxBatch(metrics: readonly LoggedMetric[]): InboxBatch {
  const places = new Map<string, number>();
  const points = Buffer.allocUnsafe(metrics.length * bytesPerEntry);
  let at = 0;
  for (const metric of metrics) {
    let place = places.get(metric.key);
    if (place === undefined) places.set(metric.key, (place = places.size));
    points.writeUInt32LE(place, at);
    encodePoint(metric, points, at + 4);
    at += bytesPerEntry;
  }
  return { keys: [...places.keys()], points };
}

/** About how much work a batch is when it is settled: in series; ten points are as much as one. */
export const batchWeight = ({ keys, points }: InboxBatch): number =>
  10 + keys.length + points.length / bytesPerEntry / 10;

/** The points of batches by key. */
export async function pointsByKey(
  batches: readonly InboxBatch[],
  turns: Turns,
): Promise<ReadonlyMap<string, readonly HistoryPoint[]>> {
  const found = new Map<string, HistoryPoint[]>();
  for (const { keys, points } of batches) {
    await turns.done(points.length / bytesPerEntry);
    const lists = keys.map((key) => {
      const list = found.get(key) ?? [];
      found.set(key, list);
      return list;
    });
    for (let at = 0; at < points.length; at += bytesPerEntry) {
      lists[points.readUInt32LE(at)]?.push(decodePoint(points, at + 4));
    }
  }
  return found;
}
