import type { RunSearch } from '@slipway/ports';
import type { Comparison, RunAttribute } from '@slipway/registry';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema.ts';
import { compileTest } from '../search/compile-filter.ts';
import { runNameTag } from './active-run.ts';
import type { Candidates } from './run-candidates.ts';
import { metricValue } from './run-target.ts';

/**
 * The runs that the comparisons leave which indexes answer, if the one that leaves the fewest leaves at most `few`. Their
 * numbers are found out by the indexes, each by a look at no more than that.
 */
export async function narrowCandidates(
  db: Kysely<Schema>,
  experiments: RawBuilder<unknown>,
  { filter }: RunSearch,
  few: number,
): Promise<Candidates | undefined> {
  const sources = filter.flatMap((comparison) => {
    const rows = indexedRows(experiments, comparison);
    return rows ? [{ comparison, rows }] : [];
  });
  if (sources.length === 0) return undefined;
  const counts = sources.map(
    ({ rows }) => sql`(select count(*) from (select ${rows} limit ${few + 1}) as found)`,
  );
  const { rows } = await sql<{ counts: readonly number[] }>`
    select json_build_array(${sql.join(counts)}) as counts`.execute(db);
  const found = rows[0]?.counts ?? [];
  const least = Math.min(...found);
  const source = sources[found.indexOf(least)];
  if (!source || least > few) return undefined;
  // Behind a text, an index has the runs in their order: looking for those that are left skips all between them.
  const texts = sources.filter((other) => other !== source && other.comparison.entity !== 'metric');
  const narrowed = texts.reduce(
    (left, text) => sql`${text.rows} and t.run = any(array(select ${left}))`,
    source.rows,
  );
  const settled = new Set([source, ...texts].map(({ comparison }) => comparison).filter(isWholeInIndex));
  return {
    rows: sql`select ${narrowed}`,
    filter: filter.filter((comparison) => !settled.has(comparison)),
  };
}

/** Longer texts may have the same beginning and another end. */
const isWholeInIndex = (comparison: Comparison<RunAttribute>): boolean =>
  comparison.kind === 'number' || (comparison.kind === 'text' && comparison.value.length < 200);

/** The runs that satisfy a comparison, by the index that has its values: what stands behind `select`. */
function indexedRows(
  experiments: RawBuilder<unknown>,
  comparison: Comparison<RunAttribute>,
): RawBuilder<unknown> | undefined {
  const { entity, key, kind } = comparison;
  if (entity === 'metric') {
    if (kind !== 'number' || comparison.operator === '!=') return undefined;
    return sql`m.run from tracking.metric as m
      where m.experiment ${experiments} and m.key = ${key} and ${compileTest(metricValue, comparison)}`;
  }
  if (kind !== 'text' || comparison.operator !== '=') return undefined;
  const texts = (
    table: 'tracking.param' | 'tracking.tag',
    key: string,
  ) => sql`t.run from ${sql.table(table)} as t
    where t.experiment ${experiments} and t.key = ${key} and t.beginning = left(${comparison.value}, 200)`;
  if (entity === 'param') return texts('tracking.param', key);
  if (entity === 'tag') return texts('tracking.tag', key);
  return entity === 'attribute' && key === 'run_name' ? texts('tracking.tag', runNameTag) : undefined;
}
