import type { Dataset, LatestMetric, RunModel, TrackedRunDetails } from '@slipway/ports';
import type { KeyValue } from '@slipway/registry';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { runColumns, toRun, type RunRow } from './run-statements.ts';

type Pair = readonly [key: string, value: string];

interface DetailsRow extends RunRow {
  metrics: readonly (readonly [key: string, value: number | 'NaN', timestamp: number, step: number])[] | null;
  params: readonly Pair[] | null;
  tags: readonly Pair[] | null;
  datasets: readonly (readonly [dataset: DatasetRow, tags: readonly KeyValue[]])[] | null;
  models: readonly (readonly [direction: 'input' | 'output', modelId: string, step: number])[] | null;
}

interface DatasetRow extends Record<'name' | 'digest' | 'source_type' | 'source', string> {
  schema: string | null;
  profile: string | null;
}

/**
 * Runs with everything that belongs to them, in the given order, by one statement however many they are.
 */
export async function readRuns(
  db: Kysely<Schema>,
  refs: readonly number[],
): Promise<readonly TrackedRunDetails[]> {
  if (refs.length === 0) return [];
  const wanted = sql`${[...refs]}::bigint[]`;
  // Few runs have datasets or models: those who do are found at once, not each looked for.
  const { rows } = await sql<DetailsRow>`
    select ${runColumns},
      (select json_agg(json_build_array(key, value, timestamp, step) order by key)
        from tracking.metric where run = r.ref) as metrics,
      (select json_agg(json_build_array(key, value) order by key)
        from tracking.param where run = r.ref) as params,
      (select json_agg(json_build_array(key, value) order by key)
        from tracking.tag where run = r.ref) as tags,
      case when r.ref in (select run from tracking.run_dataset where run = any(${wanted})) then (
        select json_agg(json_build_array(d, u.tags) order by u.ordinal)
        from tracking.run_dataset as u join tracking.dataset as d on d.ref = u.dataset
        where u.run = r.ref) end as datasets,
      case when r.ref in (select run from tracking.run_model where run = any(${wanted})) then (
        select json_agg(json_build_array(direction, model_id, step) order by ordinal)
        from tracking.run_model where run = r.ref) end as models
    from unnest(${wanted}) with ordinality as page (ref, place)
    join tracking.run as r on r.ref = page.ref
    join tracking.experiment as e on e.ref = r.experiment
    order by page.place`.execute(db);
  return rows.map(toDetails);
}

function toDetails(row: DetailsRow): TrackedRunDetails {
  const models = (wanted: 'input' | 'output'): readonly RunModel[] =>
    (row.models ?? [])
      .filter(([direction]) => direction === wanted)
      .map(([, modelId, step]) => ({ modelId, step }));
  return {
    ...toRun(row),
    metrics: (row.metrics ?? []).map(([key, value, timestamp, step]): LatestMetric => ({
      key,
      value: Number(value),
      timestamp,
      step,
    })),
    params: (row.params ?? []).map(toKeyValue),
    tags: (row.tags ?? []).map(toKeyValue),
    datasets: (row.datasets ?? []).map(([dataset, tags]) => ({ dataset: toDataset(dataset), tags })),
    modelInputs: models('input'),
    modelOutputs: models('output'),
  };
}

const toKeyValue = ([key, value]: Pair): KeyValue => ({ key, value });

const toDataset = ({ name, digest, source_type, source, schema, profile }: DatasetRow): Dataset => ({
  name,
  digest,
  sourceType: source_type,
  source,
  schema: schema ?? undefined,
  profile: profile ?? undefined,
});
