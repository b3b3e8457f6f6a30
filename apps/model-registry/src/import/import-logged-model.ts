import type { ImportRecord } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import type { RegistryContext } from '../context.ts';
import type { Imported } from './import-routes.ts';

type Given = Extract<ImportRecord, { readonly kind: 'logged-model' }>;

/** Makes the logged model, or brings the one of this id to the same. */
export async function importLoggedModel(
  { trackingStore, loggedModelStore, trackingImport }: RegistryContext,
  team: string,
  { id, experimentId, name, createdAt, updatedAt, status, modelType, sourceRunId, ...given }: Given,
): Promise<Imported> {
  const known = await loggedModelStore.find(team, id);
  const experiment = await trackingStore.findExperiment(team, experimentId);
  const missing = (): NotFoundError => new NotFoundError(`there is no experiment ${experimentId}`);
  if (!experiment) throw missing();
  const artifactUri =
    known?.artifactUri ?? given.artifactUri ?? `${experiment.artifactLocation}/models/${id}/artifacts`;
  if (!known) {
    const { tags, params } = given;
    const model = {
      id,
      experimentId,
      name,
      artifactUri,
      createdAt,
      status,
      modelType,
      sourceRunId,
      tags,
      params,
    };
    if (!(await loggedModelStore.create(team, model))) throw missing();
  } else {
    await loggedModelStore.setStatus(team, id, status, updatedAt);
    await loggedModelStore.setTags(team, id, given.tags);
  }
  for (const [runId, metrics] of Map.groupBy(given.metrics, (metric) => metric.runId)) {
    await loggedModelStore.addMetrics(
      team,
      runId,
      metrics.map(({ key, value, timestamp, step, dataset }) => ({
        modelId: id,
        key,
        value: Number(value),
        timestamp,
        step,
        dataset,
      })),
    );
  }
  await trackingImport.setLoggedModel(team, id, { updatedAt });
  return { artifactUri };
}
