import type { HistoryCursor, TrackingStore } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { createHistoryPage } from './history-page.ts';
import { createHistorySample } from './history-sample.ts';
import { bytesPerPoint, decodePoints } from './metric-block.ts';
import type { MetricSettler } from './metric-settler.ts';

type HistoryReader = Pick<TrackingStore, 'readHistory' | 'sampleHistory'>;

/** Reads histories with bounded memory: that of one page, or of one sample. */
export function historyReader(db: Kysely<Schema>, settler: MetricSettler): HistoryReader {
  return {
    readHistory: async (team, id, { key, after, limit }) => {
      await settler.settleRun(team, id);
      const series = await seriesOf(db, team, id, key);
      if (series === undefined) return { points: [], next: undefined };
      const page = createHistoryPage(after, limit);
      for await (const { min_timestamp: from, points } of blocksOf(db, series, after)) {
        if (page.isFullBefore(from)) break;
        page.add(from, points);
      }
      return page.finish();
    },

    sampleHistory: async (team, id, { key, steps, limit }) => {
      await settler.settleRun(team, id);
      const series = await seriesOf(db, team, id, key);
      if (series === undefined) return [];
      const sample = createHistorySample(limit);
      for await (const { points } of blocksOf(db, series, undefined)) {
        for (const point of decodePoints(points)) {
          if (!steps || (point.step >= steps.first && point.step <= steps.last)) sample.add(point);
        }
      }
      return sample.finish();
    },
  };
}

async function seriesOf(
  db: Kysely<Schema>,
  team: string,
  id: string,
  key: string,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('tracking.metric as metric')
    .innerJoin('tracking.run as run', 'run.ref', 'metric.run')
    .select('metric.series')
    .where('run.team', '=', team)
    .where('run.id', '=', id)
    .where('metric.key', '=', key)
    .executeTakeFirst();
  return row?.series;
}

interface Block {
  readonly min_timestamp: number;
  readonly digest: string;
  readonly points: Buffer;
}

/** About how many points are read at once. */
const pointsPerRead = 20_000;
const blocksPerRead = { first: 50, most: 5_000 };

/** The blocks of a series that may hold points after the cursor, by their first timestamp. */
async function* blocksOf(
  db: Kysely<Schema>,
  series: number,
  after: HistoryCursor | undefined,
): AsyncGenerator<Block> {
  let limit = blocksPerRead.first;
  let last: Block | undefined;
  for (;;) {
    const position = last
      ? sql`and (min_timestamp, digest) > (${last.min_timestamp}::bigint, ${last.digest}::bigint)`
      : after
        ? sql`and min_timestamp >= ${after.from}::bigint`
        : sql``;
    const unread = after ? sql`and max_timestamp >= ${after.timestamp}::bigint` : sql``;
    const { rows } = await sql<Block>`
      select min_timestamp, digest::text, points from tracking.metric_block
      where series = ${series} ${position} ${unread}
      order by min_timestamp, metric_block.digest limit ${limit}`.execute(db);
    yield* rows;
    last = rows.at(-1);
    if (!last || rows.length < limit) return;
    const bytes = rows.reduce((sum, { points }) => sum + points.length, 0);
    const perBlock = bytes / bytesPerPoint / rows.length;
    limit = Math.min(blocksPerRead.most, Math.max(1, Math.floor(pointsPerRead / perBlock)));
  }
}
