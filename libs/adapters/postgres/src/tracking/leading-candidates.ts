import type { RunSearch } from '@slipway/ports';
import type { OrderTerm, RunAttribute } from '@slipway/registry';
import { sql, type RawBuilder } from 'kysely';
import { compileTest } from '../search/compile-filter.ts';
import { runNameTag } from './active-run.ts';
import type { LeadingCandidates } from './run-candidates.ts';
import { metricValue } from './run-target.ts';

/**
 * The first runs by the index of what the order begins with, as many as are wanted and `few` more; undefined where there
 * is no such index, or several experiments.
 */
export function leadingCandidates(
  experiments: readonly number[],
  search: RunSearch,
  few: number,
): LeadingCandidates | undefined {
  const [experiment, ...others] = experiments;
  if (experiment === undefined || others.length > 0) return undefined;
  const most = few + 2 * (search.offset + search.limit);
  const [term] = search.order;
  if (!term || (term.entity === 'attribute' && term.key === 'start_time'))
    return leadingByStart(experiment, search, most);
  if (term.entity === 'metric') return leadingByMetric(experiment, term, search, most);
  const source = textSource(term);
  if (!source) return undefined;
  const direction = directionOf(term);
  return {
    rows: sql`
      select run, beginning as lead from ${sql.table(source.table)}
      where experiment = ${experiment}::bigint and key = ${source.key}
      order by beginning ${direction} limit ${most}`,
    // The whole text decides among those that begin alike.
    order: sql`c.lead ${direction}`,
    rest: search.order,
    most,
    mayBeAll: false,
    filter: search.filter,
  };
}

const directionOf = (term: OrderTerm<RunAttribute> | undefined): RawBuilder<unknown> =>
  term?.ascending ? sql`asc` : sql`desc`;

function leadingByStart(experiment: number, { filter, order }: RunSearch, most: number): LeadingCandidates {
  const [term, ...rest] = order;
  const isWhole = !term?.ascending && rest.length === 0;
  const direction = directionOf(term);
  return {
    rows: sql`
      select ref as run, start_time as lead, id from tracking.run where experiment = ${experiment}::bigint
      order by start_time ${direction}${isWhole ? sql`, id` : sql``} limit ${most}`,
    order: isWhole ? sql`c.lead desc, c.id` : sql`c.lead ${direction}`,
    rest: isWhole ? undefined : rest,
    most,
    mayBeAll: true,
    filter,
  };
}

function leadingByMetric(
  experiment: number,
  term: OrderTerm<RunAttribute>,
  { filter, order }: RunSearch,
  most: number,
): LeadingCandidates {
  const range = filter.filter(({ entity, key }) => entity === 'metric' && key === term.key);
  const tests = range.map((comparison) => sql` and ${compileTest(metricValue, comparison)}`);
  const direction = directionOf(term);
  return {
    rows: sql`
      select m.run, m.value as lead from tracking.metric as m
      where m.experiment = ${experiment}::bigint and m.key = ${term.key} and m.value < 'NaN'${sql.join(tests, sql``)}
      order by m.value ${direction} limit ${most}`,
    order: sql`c.lead ${direction}`,
    rest: order.slice(1),
    most,
    // NaN is different from every number, and satisfies nothing else.
    mayBeAll: range.some(({ operator }) => operator !== '!='),
    filter: filter.filter((comparison) => !range.includes(comparison)),
  };
}

/** Where the texts lie that an order begins with. */
function textSource({
  entity,
  key,
}: OrderTerm<RunAttribute>):
  { readonly table: 'tracking.param' | 'tracking.tag'; readonly key: string } | undefined {
  if (entity === 'param') return { table: 'tracking.param', key };
  if (entity === 'tag') return { table: 'tracking.tag', key };
  return entity === 'attribute' && key === 'run_name'
    ? { table: 'tracking.tag', key: runNameTag }
    : undefined;
}
