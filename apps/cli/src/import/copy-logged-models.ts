import { describeError } from '@slipway/kernel';
import { copyArtifacts } from './copy-artifacts.ts';
import { isProxied } from './copy-run.ts';
import { sendRecord, type ImportContext } from './import-context.ts';
import { LoggedModelPage, readAnswer, type Experiment, type LoggedModel } from './mlflow-answers.ts';
import { paged } from './paged.ts';

/** Copies the logged models of an experiment, after its runs: their metrics were measured by runs. */
export async function copyLoggedModels(
  context: ImportContext,
  experiment: Experiment,
  experimentId: string,
): Promise<void> {
  const { source, tally, signal } = context;
  const models = paged(
    // A server before MLflow 3 has no such endpoint, and none of these.
    async (token) =>
      readAnswer(
        LoggedModelPage,
        await source.post('logged-models/search', {
          experiment_ids: [experiment.experiment_id],
          max_results: 50,
          page_token: token,
        }),
      ),
    (page) => page.models,
  );
  for await (const model of models) {
    try {
      await copyLoggedModel(context, model, experimentId);
    } catch (error) {
      signal.throwIfAborted();
      tally.fail(`logged model ${model.info.model_id}: ${describeError(error)}`);
    }
  }
}

const statuses: Readonly<Record<string, 'PENDING' | 'READY' | 'FAILED'>> = {
  LOGGED_MODEL_PENDING: 'PENDING',
  LOGGED_MODEL_READY: 'READY',
  LOGGED_MODEL_UPLOAD_FAILED: 'FAILED',
};

async function copyLoggedModel(
  context: ImportContext,
  { info, data }: LoggedModel,
  experimentId: string,
): Promise<void> {
  const { tally, parts, dryRun, target, onProgress } = context;
  const id = info.model_id;
  tally.add('logged models', 'source');
  const sent = await sendRecord(context, {
    kind: 'logged-model',
    id,
    experimentId,
    name: info.name,
    createdAt: info.creation_timestamp_ms,
    updatedAt: info.last_updated_timestamp_ms,
    status: statuses[info.status] ?? 'UNSPECIFIED',
    modelType: info.model_type,
    sourceRunId: info.source_run_id,
    tags: info.tags,
    params: data.params,
    metrics: data.metrics.flatMap(
      ({ run_id: runId, dataset_name: name, dataset_digest: digest, ...point }) =>
        runId === undefined
          ? []
          : {
              ...point,
              runId,
              ...(name === undefined || digest === undefined ? {} : { dataset: { name, digest } }),
            },
    ),
    ...(parts.has('artifacts') || isProxied(info.artifact_uri) ? {} : { artifactUri: info.artifact_uri }),
  });
  if (parts.has('artifacts'))
    await copyArtifacts(context, {
      kind: 'logged-model',
      id,
      from: info.artifact_uri,
      to: sent.artifactUri ?? '',
    });
  onProgress();
  if (dryRun) return;
  tally.add('logged models', 'copied');
  if ((await target.get(`logged-models/${encodeURIComponent(id)}`)) !== undefined)
    tally.add('logged models', 'verified');
}
