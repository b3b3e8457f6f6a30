import type { Experiment, LifecycleStage, TrackingStore } from '@slipway/ports';
import type { ExperimentAttribute, KeyValue } from '@slipway/registry';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema.ts';
import { compileFilter } from '../search/compile-filter.ts';
import { compileOrder } from '../search/compile-order.ts';
import type { SearchTarget } from '../search/search-target.ts';

interface ExperimentRow {
  id: string;
  name: string;
  artifact_location: string;
  lifecycle_stage: LifecycleStage;
  creation_time: number;
  last_update_time: number;
  tags: readonly KeyValue[];
}

/** Experiments `e` with their tags; `rest` stands behind `from`. */
export async function findExperiments(
  db: Kysely<Schema>,
  rest: RawBuilder<unknown>,
): Promise<readonly Experiment[]> {
  const { rows } = await sql<ExperimentRow>`
    select e.id::text, e.name, e.artifact_location, e.lifecycle_stage, e.creation_time, e.last_update_time, coalesce((
      select json_agg(json_build_object('key', t.key, 'value', t.value) order by t.key)
      from tracking.experiment_tag t where t.experiment = e.ref
    ), '[]') as tags
    from tracking.experiment as e ${rest}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    artifactLocation: row.artifact_location,
    lifecycleStage: row.lifecycle_stage,
    creationTime: row.creation_time,
    lastUpdateTime: row.last_update_time,
    tags: row.tags,
  }));
}

export function experimentSearch(db: Kysely<Schema>): Pick<TrackingStore, 'searchExperiments'> {
  return {
    searchExperiments: (team, { filter, order, stages, offset, limit }) => {
      const conditions = [
        sql`e.team = ${team}`,
        sql`e.lifecycle_stage = any(${[...stages]}::text[])`,
        ...compileFilter(filter, target),
      ];
      const { joins, terms } = compileOrder(order, target);
      const named = new Set(order.map(({ key }) => key));
      const rest = [
        ...(order.length === 0 ? [sql`e.creation_time desc`, sql`e.id`] : terms),
        ...(named.has('experiment_id') ? [] : [sql`e.id desc`]),
      ];
      return findExperiments(
        db,
        sql`${joins} where ${sql.join(conditions, sql` and `)} order by ${sql.join(rest)} limit ${limit} offset ${offset}`,
      );
    },
  };
}

const columns = {
  name: { type: 'text', sql: sql`e.name` },
  experiment_id: { type: 'bigint', sql: sql`e.id` },
  creation_time: { type: 'bigint', sql: sql`e.creation_time` },
  last_update_time: { type: 'bigint', sql: sql`e.last_update_time` },
} as const;

const target: SearchTarget<ExperimentAttribute> = ({ entity, key }) =>
  entity === 'attribute'
    ? columns[key]
    : {
        rows: sql`tracking.experiment_tag as t where t.experiment = e.ref and t.key = ${key}`,
        value: { type: 'text', sql: sql`t.value` },
      };
