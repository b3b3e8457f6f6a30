import type { LoggedMetric } from '@slipway/ports';
import { bytesPerPoint, doublesPerPoint, encodePoint, type PackedPoints } from './metric-block.ts';
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
    points.writeUInt32LE(placeOf(metric.key, places), at);
    encodePoint(metric, points, at + 4);
    at += bytesPerEntry;
  }
  return { keys: [...places.keys()], points };
}

/** About how much work a batch is when it is settled: in series; ten points are as much as one. */
export const batchWeight = ({ keys, points }: InboxBatch): number =>
  10 + keys.length + points.length / bytesPerEntry / 10;

/** The points of batches by key; those of a key stay in their order. Batches with the same list of keys cost less. */
export async function pointsByKey(
  batches: readonly InboxBatch[],
  turns: Turns,
): Promise<ReadonlyMap<string, PackedPoints>> {
  const series = new Map<string, number>();
  const lists = new Map<readonly string[], Uint32Array>();
  for (const { keys } of batches) {
    if (!lists.has(keys))
      lists.set(
        keys,
        Uint32Array.from(keys, (key) => placeOf(key, series)),
      );
  }
  const none = new Uint32Array();
  const entries = batches.map(({ keys, points }) => ({
    places: lists.get(keys) ?? none,
    bytes: new DataView(points.buffer, points.byteOffset, points.byteLength),
  }));

  const lengths = new Uint32Array(series.size);
  for (const { places, bytes } of entries) {
    await turns.done(bytes.byteLength / bytesPerEntry);
    for (let at = 0; at < bytes.byteLength; at += bytesPerEntry) {
      const place = places[bytes.getUint32(at, true)] ?? 0;
      lengths[place] = (lengths[place] ?? 0) + doublesPerPoint;
    }
  }
  let total = 0;
  const starts = lengths.map((length) => (total += length) - length);
  const ends = starts.slice();
  const packed = new Float64Array(total);
  for (const { places, bytes } of entries) {
    await turns.done(bytes.byteLength / bytesPerEntry);
    for (let at = 0; at < bytes.byteLength; at += bytesPerEntry) {
      const place = places[bytes.getUint32(at, true)] ?? 0;
      let to = ends[place] ?? 0;
      for (let of = at + 4; of < at + bytesPerEntry; of += 8) packed[to++] = bytes.getFloat64(of, true);
      ends[place] = to;
    }
  }
  return new Map(Array.from(series, ([key, place]) => [key, packed.subarray(starts[place], ends[place])]));
}

/** The place of a key among those that are known; a new one is put behind them. */
function placeOf(key: string, places: Map<string, number>): number {
  const place = places.get(key) ?? places.size;
  places.set(key, place);
  return place;
}
