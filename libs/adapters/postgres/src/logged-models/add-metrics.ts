import type { LoggedModelStore, NewLoggedModelMetric } from '@slipway/ports';
import { sql, type Kysely } from 'kysely';
import type { Schema } from '../schema.ts';

/** `LoggedModelStore.addMetrics`, also within a transaction. */
export async function addMetrics(
  db: Kysely<Schema>,
  team: string,
  runId: string,
  metrics: readonly NewLoggedModelMetric[],
): ReturnType<LoggedModelStore['addMetrics']> {
  if (metrics.length === 0) return { unknownModels: [] };
  const ids = [...new Set(metrics.map(({ modelId }) => modelId))];
  const known = await db
    .selectFrom('tracking.logged_model')
    .select('id')
    .where('team', '=', team)
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .execute();
  const found = new Set(known.map(({ id }) => id));
  const unknownModels = ids.filter((id) => !found.has(id));
  if (unknownModels.length > 0) return { unknownModels };
  await sql`
    insert into tracking.logged_model_metric
      (model, key, timestamp, step, run, value, dataset_name, dataset_digest)
    select model.ref, point.key, point.timestamp, point.step, run.ref, point.value, point.name, point.digest
    from unnest(
      ${metrics.map(({ modelId }) => modelId)}::text[],
      ${metrics.map(({ key }) => key)}::text[],
      ${metrics.map(({ timestamp }) => timestamp)}::bigint[],
      ${metrics.map(({ step }) => step)}::bigint[],
      ${metrics.map(({ value }) => finite(value))}::double precision[],
      ${metrics.map(({ dataset }) => dataset?.name ?? null)}::text[],
      ${metrics.map(({ dataset }) => dataset?.digest ?? null)}::text[]
    ) as point (model, key, timestamp, step, value, name, digest)
    join tracking.logged_model model on model.team = ${team} and model.id = point.model
    join tracking.run on run.team = ${team} and run.id = ${runId}
    order by model.ref, point.key, point.timestamp, point.step
    on conflict do nothing`.execute(db);
  return { unknownModels: [] };
}

/** The largest finite number for an infinite one; NaN stays. */
const finite = (value: number): number => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
