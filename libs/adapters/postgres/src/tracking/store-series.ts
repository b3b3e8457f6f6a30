import type { HistoryPoint } from '@slipway/ports';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema.ts';
import { doublesPerPoint, latestOf, toBlocks, type MetricBlock, type PackedPoints } from './metric-block.ts';
import { Turns } from './turns.ts';

/** New points of one metric of one run; at least one. */
export interface SeriesPoints {
  readonly run: number;
  readonly experiment: number;
  readonly key: string;
  readonly points: PackedPoints;
}

/**
 * Moves the latest points on and appends to the histories, by one statement. Rows of the same keys are always taken in
 * the same order: two of these statements wait for each other, and neither for ever.
 */
export async function storeSeries(
  db: Kysely<Schema>,
  series: readonly SeriesPoints[],
  turns = new Turns(),
): Promise<void> {
  const latest: HistoryPoint[] = [];
  const blocks: (MetricBlock & { readonly owner: number })[] = [];
  for (const { points } of series) {
    await turns.done(points.length / doublesPerPoint);
    const owner = latest.push(latestOf(points));
    for (const block of toBlocks(points)) blocks.push({ ...block, owner });
  }
  const lengths = blocks.map(({ points }) => points.length);
  let end = 1;
  const starts = lengths.map((length) => (end += length) - length);
  const bytes = Buffer.concat(blocks.map(({ points }) => points));
  const isNewer = sql`(excluded.step, excluded.timestamp, ${rank(sql`excluded.value`)})
    > (known.step, known.timestamp, ${rank(sql`known.value`)})`;
  await sql`
    with sent as (
      select * from unnest(
        ${series.map(({ run }) => run)}::bigint[],
        ${series.map(({ experiment }) => experiment)}::bigint[],
        ${series.map(({ key }) => key)}::text[],
        ${latest.map(({ step }) => step)}::bigint[],
        ${latest.map(({ timestamp }) => timestamp)}::bigint[],
        ${latest.map(({ value }) => value)}::double precision[]
      ) with ordinality as s (run, experiment, key, step, timestamp, value, owner)
    ), latest as (
      insert into tracking.metric as known (run, experiment, key, step, timestamp, value)
      select run, experiment, key, step, timestamp, value from sent order by run, key
      on conflict (run, key) do update set
        step = case when ${isNewer} then excluded.step else known.step end,
        timestamp = case when ${isNewer} then excluded.timestamp else known.timestamp end,
        value = case when ${isNewer} then excluded.value else known.value end
      returning run, key, series
    )
    insert into tracking.metric_block (series, min_timestamp, max_timestamp, digest, points)
    select latest.series, b.min_timestamp, b.max_timestamp, b.digest, substring(${bytes}::bytea from b.start for b.length)
    from latest join sent using (run, key)
    join unnest(
      ${blocks.map(({ owner }) => owner)}::bigint[],
      ${blocks.map(({ minTimestamp }) => minTimestamp)}::bigint[],
      ${blocks.map(({ maxTimestamp }) => maxTimestamp)}::bigint[],
      ${blocks.map(({ digest }) => digest)}::bigint[],
      ${starts}::integer[],
      ${lengths}::integer[]
    ) as b (owner, min_timestamp, max_timestamp, digest, start, length) on b.owner = sent.owner
    on conflict do nothing`.execute(db);
}

/** MLflow stores NaN as 0 beside a mark: that is where it stands in an order. */
const rank = (value: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`case ${value} when 'NaN' then 0 else ${value} end`;
