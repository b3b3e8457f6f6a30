import type { LoggedModelSearch } from '@slipway/ports';
import type { LoggedModelAttribute, LoggedModelOrderTerm, SearchField } from '@slipway/registry';
import { sql, type RawBuilder } from 'kysely';
import { compileFilter } from '../search/compile-filter.ts';
import { compileOrder } from '../search/compile-order.ts';
import type { RelatedRows, SearchValue } from '../search/search-target.ts';

type Dataset = Pick<LoggedModelOrderTerm, 'datasetName' | 'datasetDigest'>;

const attributes: Readonly<Record<LoggedModelAttribute, SearchValue>> = {
  model_id: { type: 'text', sql: sql`model.id` },
  experiment_id: { type: 'bigint', sql: sql`experiment.id` },
  name: { type: 'text', sql: sql`model.name` },
  model_type: { type: 'text', sql: sql`model.model_type` },
  status: { type: 'text', sql: sql`model.status` },
  source_run_id: { type: 'text', sql: sql`model.source_run` },
  artifact_location: { type: 'text', sql: sql`model.artifact_uri` },
  creation_timestamp: { type: 'bigint', sql: sql`model.created_at` },
  last_updated_timestamp: { type: 'bigint', sql: sql`model.updated_at` },
};

/** The page of a search as rows (ref, place). */
export function searchedModels(
  team: string,
  { experimentIds, filter, datasets, order, offset, limit }: LoggedModelSearch,
): RawBuilder<unknown> {
  const measured = datasets.map(({ name, digest }) => ({ datasetName: name, datasetDigest: digest }));
  const conditions = [...compileFilter(filter, (field) => filtered(field, measured))];
  if (measured.length > 0 && !filter.some(({ entity }) => entity === 'metric'))
    conditions.push(sql`exists (select from ${metricRows(undefined, measured)})`);
  const { joins, terms } = compileOrder(order, ordered);
  return sql`
    select ref, row_number() over () as place from (
      select model.ref
      from tracking.logged_model model
      join tracking.experiment on experiment.ref = model.experiment
      ${joins}
      where experiment.team = ${team} and experiment.id = any (${[...experimentIds]}::bigint[])
        and not model.is_deleted and ${sql.join([sql`true`, ...conditions], sql` and `)}
      order by ${sql.join([...terms, sql`model.created_at desc`, sql`model.id`])}
      offset ${offset} limit ${limit}
    ) page`;
}

function filtered(
  field: SearchField<LoggedModelAttribute>,
  datasets: readonly Dataset[],
): SearchValue | RelatedRows {
  switch (field.entity) {
    case 'attribute':
      return attributes[field.key];
    case 'metric':
      return { rows: metricRows(field.key, datasets), value: { type: 'double', sql: sql`metric.value` } };
    case 'param':
      return texts(sql`tracking.logged_model_param`, field.key);
    case 'tag':
      return texts(sql`tracking.logged_model_tag`, field.key);
    case 'dataset':
      throw new Error('Logged models are not searched by datasets.* fields.');
  }
}

/** Of a metric its latest value counts: the last by time, step and run. */
function ordered(term: SearchField<LoggedModelAttribute> & Partial<Dataset>): SearchValue | RelatedRows {
  if (term.entity !== 'metric') return filtered(term, []);
  const { datasetName, datasetDigest } = term;
  const latest = sql`(
    select metric.value from ${metricRows(term.key, [{ datasetName, datasetDigest }])}
    order by metric.timestamp desc, metric.step desc, metric.run limit 1
  ) latest`;
  return { rows: latest, value: { type: 'double', sql: sql`latest.value` } };
}

const texts = (table: RawBuilder<unknown>, key: string): RelatedRows => ({
  rows: sql`${table} item where item.model = model.ref and item.key = ${key}`,
  value: { type: 'text', sql: sql`item.value` },
});

/** The metrics of a model, of any key if none is given, on one of the datasets if there are any. */
function metricRows(key: string | undefined, datasets: readonly Dataset[]): RawBuilder<unknown> {
  const conditions = [sql`metric.model = model.ref`];
  if (key !== undefined) conditions.push(sql`metric.key = ${key}`);
  if (datasets.length > 0) conditions.push(sql`(${sql.join(datasets.map(onDataset), sql` or `)})`);
  return sql`tracking.logged_model_metric metric where ${sql.join(conditions, sql` and `)}`;
}

function onDataset({ datasetName, datasetDigest }: Dataset): RawBuilder<unknown> {
  const conditions = [sql`true`];
  if (datasetName !== undefined) conditions.push(sql`metric.dataset_name = ${datasetName}`);
  if (datasetDigest !== undefined) conditions.push(sql`metric.dataset_digest = ${datasetDigest}`);
  return sql`(${sql.join(conditions, sql` and `)})`;
}
