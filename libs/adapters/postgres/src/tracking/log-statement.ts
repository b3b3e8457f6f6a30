import type { LifecycleStage, LoggedBatch, ParamConflict, RunOutcome, TrackingStore } from '@slipway/ports';
import type { KeyValue } from '@slipway/registry';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { errorCode, isConflict } from '../connection/errors.ts';
import type { Schema } from '../schema.ts';
import { activeRun, runNameTag } from './active-run.ts';
import { toInboxBatch, type InboxBatch } from './metric-inbox.ts';
import type { MetricSettler } from './metric-settler.ts';

/** SQLSTATE of PostgreSQL, appendix A. */
const notNullViolation = '23502';
const isParamRefused = (error: unknown): boolean =>
  errorCode(error) === notNullViolation && (error as { readonly table?: string }).table === 'param';

const tries = 4;

/** Logging a batch: one statement, and so one transaction and one round trip. */
export function logStatement(db: Kysely<Schema>, settler: MetricSettler): Pick<TrackingStore, 'log'> {
  return {
    log: async (team, id, batch) => {
      const inbox = batch.metrics.length > 0 ? toInboxBatch(batch.metrics) : undefined;
      const parts = [
        ...paramParts(batch.params),
        ...(inbox ? [inboxPart(inbox)] : []),
        ...tagParts(batch.tags),
      ];
      const outcome = await execute(db, team, id, parts);
      if (outcome === 'param-refused') return conflictsOf(db, team, id, batch);
      if (outcome === 'done' && inbox) await settler.added(inbox);
      return outcome;
    },
  };
}

async function execute(
  db: Kysely<Schema>,
  team: string,
  id: string,
  parts: readonly RawBuilder<unknown>[],
): Promise<RunOutcome<'done' | 'param-refused'>> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { rows } = await sql<{ lifecycle_stage: LifecycleStage }>`
        with run as (${activeRun(team, id)})${sql.join(parts, sql``)}
        select lifecycle_stage from tracking.run where team = ${team} and id = ${id}`.execute(db);
      const [found] = rows;
      if (!found) return 'no-run';
      return found.lifecycle_stage === 'active' ? 'done' : 'not-active';
    } catch (error) {
      if (isParamRefused(error)) return 'param-refused';
      if (attempt === tries || !isConflict(error)) throw error;
    }
  }
}

/** Inserts params; the value of one that has another value already becomes null, which its column refuses. */
function paramParts(params: readonly KeyValue[]): readonly RawBuilder<unknown>[] {
  if (params.length === 0) return [];
  return [
    sql`, param as (
      insert into tracking.param as known (run, key, experiment, value)
      select run.ref, p.key, run.experiment, p.value from run, ${pairs(params)} as p (key, value) order by p.key
      on conflict (run, key) do update
        set value = case when known.value = excluded.value then known.value end
    )`,
  ];
}

/** Puts points into the inbox: their places are many, and what comes after them often brings the same series. */
const inboxPart = ({ keys, points }: InboxBatch): RawBuilder<unknown> => sql`, inbox as (
  insert into tracking.metric_inbox (run, experiment, keys, series, points)
  select ref, experiment, ${JSON.stringify(keys)}::json, ${keys.length}::integer, ${points}::bytea from run
)`;

/** Sets tags; the run's name goes with its tag. */
function tagParts(tags: readonly KeyValue[]): readonly RawBuilder<unknown>[] {
  const values = new Map(tags.filter(isKept).map(({ key, value }) => [key, value]));
  if (values.size === 0) return [];
  const kept = [...values].map(([key, value]) => ({ key, value }));
  const name = values.get(runNameTag);
  return [
    sql`, tag as (
      insert into tracking.tag as known (run, key, experiment, value)
      select run.ref, t.key, run.experiment, t.value from run, ${pairs(kept)} as t (key, value) order by t.key
      on conflict (run, key) do update set value = excluded.value
    )`,
    ...(name === undefined
      ? []
      : [sql`, named as (update tracking.run as r set name = ${name} from run where r.ref = run.ref)`]),
  ];
}

const isKept = ({ key, value }: KeyValue): boolean => key !== runNameTag || value !== '';

const pairs = (items: readonly KeyValue[]): RawBuilder<unknown> =>
  sql`unnest(${items.map(({ key }) => key)}::text[], ${items.map(({ value }) => value)}::text[])`;

/** The params of a refused batch that have another value. */
async function conflictsOf(
  db: Kysely<Schema>,
  team: string,
  id: string,
  { params }: LoggedBatch,
): Promise<readonly ParamConflict[]> {
  const { rows } = await sql<{ key: string; value: string; old_value: string }>`
    with run as (${activeRun(team, id)})
    select known.key, p.value, known.value as old_value
    from run, ${pairs(params)} with ordinality as p (key, value, ordinal)
    join tracking.param as known on known.key = p.key and known.value <> p.value
    where known.run = run.ref
    order by p.ordinal`.execute(db);
  return rows.map(({ key, value, old_value: oldValue }) => ({ key, value, oldValue }));
}
