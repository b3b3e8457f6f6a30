import { LifecycleStage, runStatuses } from '@slipway/ports';
import { parseExperimentId } from '@slipway/registry';
import type { RegistryContext } from '../context.ts';
import { isInteger, isText } from '../protocol/checks.ts';
import { choice, int64, message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { exactNumber } from './exact-number.ts';
import { filled, keyValues } from './key-values.ts';
import { namedTags } from './named-tags.ts';
import { changed, inactiveExperiment, noExperiment, noRun } from './refusals.ts';
import { runIdChecks, runIdFields, runIdOf } from './run-id.ts';
import { runInfoView, runView } from './run-view.ts';

const path = '/mlflow/runs';

const create = mlflowEndpoint({
  method: 'POST',
  path: `${path}/create`,
  access: 'write',
  summary: 'Start a run in an experiment, by default in experiment 0.',
  request: message({
    experiment_id: text(),
    user_id: text(),
    run_name: text(),
    start_time: int64(),
    tags: keyValues(),
  }),
  checks: { experiment_id: [isText], start_time: [isInteger], run_name: [isText] },
  handle: async (context, { request, scope: { team } }) => {
    const { experiment_id: experiment = '', user_id: userId = '', run_name: runName = '' } = request;
    const experimentId = experiment === '' ? '0' : parseExperimentId(experiment);
    const { name, tags } = namedTags(context, runName, filled(request.tags));
    const run = await context.trackingStore.createRun(team, {
      id: Buffer.from(context.random.bytes(16)).toString('hex'),
      experimentId,
      name,
      userId,
      startTime: exactNumber('start_time', request.start_time ?? 0),
      tags,
    });
    if (run === 'no-experiment') throw noExperiment(experimentId);
    if (run === 'not-active') throw inactiveExperiment(experimentId);
    return { run: { info: runInfoView(run), data: { tags }, inputs: {} } };
  },
});

const get = mlflowEndpoint({
  method: 'GET',
  path: `${path}/get`,
  access: 'read',
  summary: 'One run, deleted or not, with the latest value of each metric.',
  request: message(runIdFields),
  checks: runIdChecks,
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const id = runIdOf(request);
    const run = await trackingStore.readRun(team, id);
    if (!run) throw noRun(id);
    return { run: runView(run) };
  },
});

const update = mlflowEndpoint({
  method: 'POST',
  path: `${path}/update`,
  access: 'write',
  summary: 'Change the status, the end or the name of a run.',
  request: message({
    ...runIdFields,
    status: choice(runStatuses),
    end_time: int64(),
    run_name: text(),
  }),
  checks: { ...runIdChecks, end_time: [isInteger], status: [isText], run_name: [isText] },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const id = runIdOf(request);
    const { status, end_time: endTime, run_name: name = '' } = request;
    const run = await trackingStore.updateRun(team, id, {
      status,
      endTime: endTime === undefined ? undefined : exactNumber('end_time', endTime),
      name: name === '' ? undefined : name,
    });
    return { run_info: runInfoView(changed(id, run)) };
  },
});

async function move(
  { trackingStore }: RegistryContext,
  team: string,
  id: string,
  stage: LifecycleStage,
): Promise<object> {
  if (!(await trackingStore.moveRun(team, id, stage))) throw noRun(id);
  return {};
}

const remove = mlflowEndpoint({
  method: 'POST',
  path: `${path}/delete`,
  access: 'write',
  summary: 'Delete a run; it can be restored.',
  request: message(runIdFields),
  checks: runIdChecks,
  handle: (context, { request, scope: { team } }) =>
    move(context, team, request.run_id ?? '', LifecycleStage.Deleted),
});

const restore = mlflowEndpoint({
  method: 'POST',
  path: `${path}/restore`,
  access: 'write',
  summary: 'Restore a deleted run.',
  request: message(runIdFields),
  checks: runIdChecks,
  handle: (context, { request, scope: { team } }) =>
    move(context, team, request.run_id ?? '', LifecycleStage.Active),
});

export const runEndpoints: readonly MlflowEndpoint[] = [create, get, update, remove, restore];
