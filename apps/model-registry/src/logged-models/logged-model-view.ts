import { LoggedModelStatus, type LoggedModel } from '@slipway/ports';

/** Names of the statuses in MLflow's API, in the order of its numbers. */
export const statusNames = [
  'LOGGED_MODEL_STATUS_UNSPECIFIED',
  'LOGGED_MODEL_PENDING',
  'LOGGED_MODEL_READY',
  'LOGGED_MODEL_UPLOAD_FAILED',
] as const;
export type StatusName = (typeof statusNames)[number];

export const statusOf: Readonly<Record<StatusName, LoggedModelStatus>> = {
  LOGGED_MODEL_STATUS_UNSPECIFIED: LoggedModelStatus.Unspecified,
  LOGGED_MODEL_PENDING: LoggedModelStatus.Pending,
  LOGGED_MODEL_READY: LoggedModelStatus.Ready,
  LOGGED_MODEL_UPLOAD_FAILED: LoggedModelStatus.Failed,
};

/** A logged model as MLflow's API shows it. */
export function loggedModelView(model: LoggedModel): object {
  return {
    info: {
      model_id: model.id,
      experiment_id: model.experimentId,
      name: model.name,
      creation_timestamp_ms: model.createdAt,
      last_updated_timestamp_ms: model.updatedAt,
      artifact_uri: model.artifactUri,
      status: statusNames.find((name) => statusOf[name] === model.status),
      model_type: model.modelType,
      source_run_id: model.sourceRunId,
      tags: model.tags,
    },
    data: {
      params: model.params,
      metrics: model.metrics.map(({ key, value, timestamp, step, runId, dataset }) => ({
        key,
        value,
        timestamp,
        step,
        dataset_name: dataset?.name,
        dataset_digest: dataset?.digest,
        model_id: model.id,
        run_id: runId,
      })),
    },
  };
}
