import type { Dataset, LatestMetric, RunModel, TrackedRunDetails } from '@slipway/ports';
import type { KeyValue } from '@slipway/registry';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';
import { runColumns, toRun, type RunRow } from './run-statements.ts';

interface DetailsRow extends RunRow {
  metrics: readonly (Omit<LatestMetric, 'value'> & { readonly value: number | 'NaN' })[] | null;
  params: Readonly<Record<string, string>> | null;
  tags: Readonly<Record<string, string>> | null;
  datasets: readonly (readonly [dataset: DatasetRow, tags: readonly KeyValue[]])[] | null;
  models: readonly (readonly [direction: 'input' | 'output', modelId: string, step: number])[] | null;
}

interface DatasetRow extends Record<'name' | 'digest' | 'source_type' | 'source', string> {
  schema: string | null;
  profile: string | null;
}

/** Runs of one document: each may have thousands of params, and a text has to fit into memory twice. */
const mostAtOnce = 100;

/** Runs with everything that belongs to them, in the given order. */
export async function readRuns(
  db: Kysely<Schema>,
  refs: readonly number[],
): Promise<readonly TrackedRunDetails[]> {
  const runs: TrackedRunDetails[] = [];
  for (let from = 0; from < refs.length; from += mostAtOnce)
    runs.push(...(await readDocument(db, refs.slice(from, from + mostAtOnce))));
  return runs;
}

/** By one statement and as one document, which is cheaper to Node than a row for each. */
async function readDocument(
  db: Kysely<Schema>,
  refs: readonly number[],
): Promise<readonly TrackedRunDetails[]> {
  const wanted = sql`${[...refs]}::bigint[]`;
  // Few runs have datasets or models: those who do are found at once, not each looked for.
  const { rows } = await sql<{ runs: readonly DetailsRow[] | null }>`
    select json_agg(run order by place) as runs from (select page.place, ${runColumns},
      (select json_agg(m) from (
        select key, value, timestamp, step from tracking.metric where run = r.ref order by key) as m) as metrics,
      (select json_object_agg(key, value order by key) from tracking.param where run = r.ref) as params,
      (select json_object_agg(key, value order by key) from tracking.tag where run = r.ref) as tags,
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
    ) as run`.execute(db);
  return (rows[0]?.runs ?? []).map(toDetails);
}

function toDetails(row: DetailsRow): TrackedRunDetails {
  const models = (wanted: 'input' | 'output'): readonly RunModel[] =>
    (row.models ?? [])
      .filter(([direction]) => direction === wanted)
      .map(([, modelId, step]) => ({ modelId, step }));
  return {
    ...toRun(row),
    metrics: (row.metrics ?? []).map(toMetric),
    params: toPairs(row.params),
    tags: toPairs(row.tags),
    datasets: (row.datasets ?? []).map(([dataset, tags]) => ({ dataset: toDataset(dataset), tags })),
    modelInputs: models('input'),
    modelOutputs: models('output'),
  };
}

const toPairs = (values: Readonly<Record<string, string>> | null): readonly KeyValue[] =>
  Object.entries(values ?? {}).map(([key, value]) => ({ key, value }));

const toMetric = (metric: NonNullable<DetailsRow['metrics']>[number]): LatestMetric => ({
  ...metric,
  value: Number(metric.value),
});

const toDataset = ({ name, digest, source_type, source, schema, profile }: DatasetRow): Dataset => ({
  name,
  digest,
  sourceType: source_type,
  source,
  schema: schema ?? undefined,
  profile: profile ?? undefined,
});
