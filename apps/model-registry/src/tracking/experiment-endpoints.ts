import { LifecycleStage } from '@slipway/ports';
import {
  checkArtifactLocation,
  checkExperimentName,
  checkExperimentTag,
  invalidParameter,
  MlflowError,
  parseExperimentId,
  teamArtifactRoot,
} from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { isList, isText, required } from '../protocol/checks.ts';
import { message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { experimentView } from './experiment-view.ts';
import { checkUniqueTags, filled, keyValues } from './key-values.ts';
import { inactiveExperiment, noExperiment } from './refusals.ts';

const path = '/mlflow/experiments';
const experimentId = { experiment_id: [required, isText] };

const create = mlflowEndpoint({
  method: 'POST',
  path: `${path}/create`,
  access: 'write',
  summary: 'Create an experiment.',
  request: message({ name: text(), artifact_location: text(), tags: keyValues() }),
  checks: { name: [required, isText], artifact_location: [isText], tags: [isList] },
  handle: async (context, { request, scope: { team } }) => {
    const { trackingStore, clock } = context;
    const { name = '', artifact_location: location = '' } = request;
    const tags = filled(request.tags);
    if (location !== '') checkArtifactLocation(location);
    checkExperimentName(name);
    for (const tag of tags) checkExperimentTag(tag);
    checkUniqueTags(tags);
    const id = await trackingStore.createExperiment(team, {
      name,
      artifactLocation: location === '' ? undefined : location,
      artifactRoot: teamArtifactRoot(context, team),
      tags,
      at: clock.now().getTime(),
    });
    if (id === undefined) throw takenName(name);
    return { experiment_id: id };
  },
});

const takenName = (name: string): MlflowError =>
  new MlflowError('RESOURCE_ALREADY_EXISTS', `Experiment(name=${name}) already exists.`);

const get = mlflowEndpoint({
  method: 'GET',
  path: `${path}/get`,
  access: 'read',
  summary: 'One experiment, deleted or not.',
  request: message({ experiment_id: text() }),
  checks: experimentId,
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const id = parseExperimentId(request.experiment_id ?? '');
    const experiment = await trackingStore.findExperiment(team, id);
    if (!experiment) throw noExperiment(id);
    return { experiment: experimentView(experiment) };
  },
});

const getByName = mlflowEndpoint({
  method: 'GET',
  path: `${path}/get-by-name`,
  access: 'read',
  summary: 'The experiment of a name, deleted or not.',
  request: message({ experiment_name: text() }),
  checks: { experiment_name: [required, isText] },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const { experiment_name: name = '' } = request;
    const experiment = await trackingStore.findExperimentByName(team, name);
    if (!experiment)
      throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `Could not find experiment with name '${name}'`);
    return { experiment: experimentView(experiment) };
  },
});

async function move(
  { trackingStore, clock }: RegistryContext,
  team: string,
  text: string,
  stage: LifecycleStage,
): Promise<object> {
  const id = parseExperimentId(text);
  if (!(await trackingStore.moveExperiment(team, id, stage, clock.now().getTime()))) throw noExperiment(id);
  return {};
}

const remove = mlflowEndpoint({
  method: 'POST',
  path: `${path}/delete`,
  access: 'write',
  summary: 'Delete an experiment with its runs; both can be restored.',
  request: message({ experiment_id: text() }),
  checks: experimentId,
  handle: (context, { request, scope: { team } }) =>
    move(context, team, request.experiment_id ?? '', LifecycleStage.Deleted),
});

const restore = mlflowEndpoint({
  method: 'POST',
  path: `${path}/restore`,
  access: 'write',
  summary: 'Restore a deleted experiment with its runs.',
  request: message({ experiment_id: text() }),
  checks: experimentId,
  handle: (context, { request, scope: { team } }) =>
    move(context, team, request.experiment_id ?? '', LifecycleStage.Active),
});

const update = mlflowEndpoint({
  method: 'POST',
  path: `${path}/update`,
  access: 'write',
  summary: 'Rename an experiment.',
  request: message({ experiment_id: text(), new_name: text() }),
  checks: { ...experimentId, new_name: [isText, required] },
  handle: async ({ trackingStore, clock }, { request, scope: { team } }) => {
    const { new_name: name = '' } = request;
    checkExperimentName(name);
    const id = parseExperimentId(request.experiment_id ?? '');
    const outcome = await trackingStore.renameExperiment(team, id, name, clock.now().getTime());
    if (outcome === 'no-experiment') throw noExperiment(id);
    // MLflow answers 500 here, and its client would try again for minutes.
    if (outcome === 'not-active') throw invalidParameter('Cannot rename a non-active experiment.');
    if (outcome === 'name-taken') throw new MlflowError('BAD_REQUEST', takenName(name).message);
    return {};
  },
});

const setTag = mlflowEndpoint({
  method: 'POST',
  path: `${path}/set-experiment-tag`,
  access: 'write',
  summary: 'Set a tag of an experiment.',
  request: message({ experiment_id: text(), key: text(), value: text() }),
  checks: { ...experimentId, key: [required, isText], value: [isText] },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const { key = '', value = '' } = request;
    checkExperimentTag({ key, value });
    const id = parseExperimentId(request.experiment_id ?? '');
    const outcome = await trackingStore.setExperimentTag(team, id, { key, value });
    if (outcome === 'no-experiment') throw noExperiment(id);
    if (outcome === 'not-active') throw inactiveExperiment(id);
    return {};
  },
});

const deleteTag = mlflowEndpoint({
  method: 'POST',
  path: `${path}/delete-experiment-tag`,
  access: 'write',
  summary: 'Delete a tag of an experiment.',
  request: message({ experiment_id: text(), key: text() }),
  checks: { ...experimentId, key: [required, isText] },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const { key = '' } = request;
    const id = parseExperimentId(request.experiment_id ?? '');
    const outcome = await trackingStore.deleteExperimentTag(team, id, key);
    if (outcome === 'no-experiment') throw noExperiment(id);
    if (outcome === 'not-active') throw inactiveExperiment(id);
    if (outcome === 'no-tag')
      throw new MlflowError(
        'RESOURCE_DOES_NOT_EXIST',
        `No tag with name: ${key} in experiment with id ${id}`,
      );
    return {};
  },
});

export const experimentEndpoints: readonly MlflowEndpoint[] = [
  create,
  get,
  getByName,
  remove,
  restore,
  update,
  setTag,
  deleteTag,
];
