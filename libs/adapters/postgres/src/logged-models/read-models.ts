import type { LoggedModel } from '@slipway/ports';
import type { KeyValue } from '@slipway/registry';
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../schema.ts';
import type { LoggedModelTable } from './tables.ts';

interface ModelRow extends Omit<LoggedModelTable, 'ref' | 'team' | 'experiment' | 'is_deleted'> {
  readonly experiment_id: string;
  readonly is_deleted: boolean;
  readonly tags: readonly KeyValue[];
  readonly params: readonly KeyValue[];
  readonly metrics: readonly MetricJson[];
}

/** As `json_build_object` writes it: NaN is a text. */
interface MetricJson {
  readonly key: string;
  readonly value: number | string;
  readonly timestamp: number;
  readonly step: number;
  readonly run: string;
  readonly name: string | null;
  readonly digest: string | null;
}

/** All models of a page together show about so many metrics, and each between these two numbers. */
const pageMetrics = 50_000;
const fewestMetrics = 50;
const mostMetrics = 5_000;

/**
 * Models with all that belongs to them, in one statement. `chosen` are rows (ref, place), at most `limit`, in whose order
 * the models come.
 */
export async function readModels(
  db: Kysely<Schema>,
  chosen: RawBuilder<unknown>,
  limit: number,
): Promise<readonly LoggedModel[]> {
  const metrics = Math.min(mostMetrics, Math.max(fewestMetrics, Math.floor(pageMetrics / limit)));
  const { rows } = await sql<ModelRow>`
    with chosen as materialized (${chosen})
    select model.id, experiment.id::text as experiment_id, model.name, model.artifact_uri, model.created_at, model.updated_at,
      model.status, model.is_deleted, model.model_type, model.source_run,
      array(
        select json_build_object('key', key, 'value', value) from tracking.logged_model_tag
        where logged_model_tag.model = model.ref order by key
      ) as tags,
      array(
        select json_build_object('key', key, 'value', value) from tracking.logged_model_param
        where logged_model_param.model = model.ref order by key
      ) as params,
      array(
        select json_build_object('key', newest.key, 'value', newest.value, 'timestamp', newest.timestamp,
          'step', newest.step, 'run', run.id, 'name', newest.dataset_name, 'digest', newest.dataset_digest)
        from (
          select * from tracking.logged_model_metric metric where metric.model = model.ref
          order by metric.timestamp desc, metric.step desc limit ${metrics}
        ) newest
        join tracking.run on run.ref = newest.run
        order by newest.key, newest.timestamp, newest.step, run.id
      ) as metrics
    from chosen
    join tracking.logged_model model on model.ref = chosen.ref
    join tracking.experiment on experiment.ref = model.experiment
    order by chosen.place`.execute(db);
  return rows.map(toModel);
}

function toModel(row: ModelRow): LoggedModel {
  return {
    id: row.id,
    experimentId: row.experiment_id,
    name: row.name,
    artifactUri: row.artifact_uri,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    status: row.status,
    isDeleted: row.is_deleted,
    modelType: row.model_type,
    sourceRunId: row.source_run,
    tags: row.tags,
    params: row.params,
    metrics: row.metrics.map(({ key, value, timestamp, step, run, name, digest }) => ({
      key,
      value: Number(value),
      timestamp,
      step,
      runId: run,
      dataset: name === null || digest === null ? undefined : { name, digest },
    })),
  };
}
