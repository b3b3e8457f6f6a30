import type { Experiment } from '@slipway/ports';

/** An experiment as MLflow answers it. */
export const experimentView = (experiment: Experiment): object => ({
  experiment_id: experiment.id,
  name: experiment.name,
  artifact_location: experiment.artifactLocation,
  lifecycle_stage: experiment.lifecycleStage,
  last_update_time: experiment.lastUpdateTime,
  creation_time: experiment.creationTime,
  tags: experiment.tags,
  workspace: 'default',
});
