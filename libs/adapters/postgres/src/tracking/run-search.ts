import type { RunSearch, TrackingStore } from '@slipway/ports';
import type { RunAttribute } from '@slipway/registry';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema.ts';
import { compileFilter } from '../search/compile-filter.ts';
import { compileOrder } from '../search/compile-order.ts';
import type { SearchTarget } from '../search/search-target.ts';
import type { MetricSettler } from './metric-settler.ts';
import { leadingCandidates } from './leading-candidates.ts';
import { narrowCandidates } from './narrow-candidates.ts';
import type { Candidates, LeadingCandidates } from './run-candidates.ts';
import { readRuns } from './run-details.ts';
import { runTarget } from './run-target.ts';

type RunSearching = Pick<TrackingStore, 'readRun' | 'searchRuns'>;

/**
 * Searches begin with the few runs that a comparison leaves, or with the first ones of the order. Only what neither finds
 * is a join over all runs of the experiments, whose cost grows with their number.
 * @param few so many runs are looked at one by one rather than joined
 */
export function runSearch(db: Kysely<Schema>, settler: MetricSettler, few = 2_000): RunSearching {
  return {
    readRun: async (team, id) => {
      await settler.settleRun(team, id);
      const run = await db
        .selectFrom('tracking.run')
        .select('ref')
        .where('team', '=', team)
        .where('id', '=', id)
        .executeTakeFirst();
      return run && (await readRuns(db, [run.ref]))[0];
    },

    searchRuns: async (team, search) => {
      const searched = await searchedExperiments(db, team, search.experimentIds);
      if (searched.length === 0) return [];
      const experiments = searched.map(({ ref }) => ref);
      if (searched.some(({ waits }) => waits)) await settler.settleExperiments(experiments);
      const within = oneOf(experiments);
      const narrow = await narrowCandidates(db, within, search, few);
      if (narrow) return readRuns(db, await findAmong(db, narrow, within, search));
      const leading = leadingCandidates(experiments, search, few);
      const found = leading && (await findInFront(db, leading, within, search));
      return readRuns(db, found ?? (await findAll(db, within, search)));
    },
  };
}

/** What stands behind `from` to look at each of the candidates `c`, as a run `r`. */
const eachCandidate = sql`candidate as c cross join lateral (select * from tracking.run where ref = c.run offset 0) as r`;

/** The runs that are found among the candidates. */
async function findAmong(
  db: Kysely<Schema>,
  { rows: source, filter }: Candidates,
  experiments: RawBuilder<unknown>,
  search: RunSearch,
): Promise<readonly number[]> {
  const { where, joins, order } = clausesOf({ ...search, filter }, experiments, runTarget(undefined));
  const { rows } = await sql<{ found: readonly number[] }>`
    with candidate as not materialized (${source})
    select to_json(array(
      select r.ref from ${eachCandidate} ${joins}
      where ${where} order by ${order} limit ${search.limit} offset ${search.offset}
    )) as found`.execute(db);
  return rows[0]?.found ?? [];
}

/** The runs that are found among those in front; undefined when others might come before them, or behind. */
async function findInFront(
  db: Kysely<Schema>,
  { rows: source, order: leading, rest, most, mayBeAll, filter }: LeadingCandidates,
  experiments: RawBuilder<unknown>,
  search: RunSearch,
): Promise<readonly number[] | undefined> {
  const clauses = clausesOf({ ...search, filter, order: rest ?? [] }, experiments, runTarget(undefined));
  const { where, joins } = clauses;
  const endsInTies = rest !== undefined;
  const order = endsInTies ? sql`${leading}, ${clauses.order}` : leading;
  const { rows } = await sql<{ found: readonly (readonly [ref: number, isLast: boolean])[]; count: number }>`
    with candidate as not materialized (${source}), found as materialized (
      select r.ref${endsInTies ? sql`, c.lead` : sql``}
      from ${eachCandidate} ${joins}
      where ${where} order by ${order} limit ${search.limit} offset ${search.offset}
    )
    select
      coalesce((select json_agg(json_build_array(ref, ${
        endsInTies ? sql`lead = (select lead from candidate offset ${most - 1} limit 1)` : sql`false`
      })) from found), '[]') as found,
      case when (select count(*) from found) < ${search.limit} then (select count(*) from candidate)
        else ${most} end as count`.execute(db);
  const [{ found, count } = { found: [], count: most }] = rows;
  const isFull = found.length === search.limit && found.at(-1)?.[1] !== true;
  return isFull || (count < most && mayBeAll) ? found.map(([ref]) => ref) : undefined;
}

async function findAll(
  db: Kysely<Schema>,
  experiments: RawBuilder<unknown>,
  search: RunSearch,
): Promise<readonly number[]> {
  const { where, joins, order } = clausesOf(search, experiments, runTarget(experiments));
  const { rows } = await sql<{ ref: number }>`
    select r.ref from tracking.run as r ${joins}
    where ${where} order by ${order} limit ${search.limit} offset ${search.offset}`.execute(db);
  return rows.map(({ ref }) => ref);
}

/** A search in SQL, on runs `r`. */
function clausesOf(
  { filter, order, stages }: RunSearch,
  experiments: RawBuilder<unknown>,
  target: SearchTarget<RunAttribute>,
): Readonly<Record<'where' | 'joins' | 'order', RawBuilder<unknown>>> {
  const conditions = [
    sql`r.experiment ${experiments}`,
    ...(stages.length === 1 ? [sql`r.lifecycle_stage = ${stages[0]}`] : []),
    ...compileFilter(filter, target),
  ];
  const { joins, terms } = compileOrder(order, target);
  const isByStart = order.some(({ entity, key }) => entity === 'attribute' && key === 'start_time');
  return {
    where: sql.join(conditions, sql` and `),
    joins,
    order: sql.join([...terms, ...(isByStart ? [] : [sql`r.start_time desc`]), sql`r.id`]),
  };
}

/** The experiments, and whether there are points that wait to be settled in them. */
async function searchedExperiments(
  db: Kysely<Schema>,
  team: string,
  ids: readonly string[],
): Promise<readonly { readonly ref: number; readonly waits: boolean }[]> {
  const { rows } = await sql<{ ref: number; waits: boolean }>`
    select ref, exists (select from tracking.metric_inbox as i where i.experiment = e.ref) as waits
    from tracking.experiment as e where team = ${team} and id = any(${[...ids]}::bigint[])`.execute(db);
  return rows;
}

const oneOf = (experiments: readonly number[]): RawBuilder<unknown> =>
  experiments.length === 1 ? sql`= ${experiments[0]}::bigint` : sql`= any(${[...experiments]}::bigint[])`;
