import { checkedRunTag, MlflowError } from '@slipway/registry';
import { isText, required } from '../protocol/checks.ts';
import { message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { changed } from './refusals.ts';
import { runIdChecks, runIdFields, runIdOf } from './run-id.ts';

const set = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/runs/set-tag',
  access: 'write',
  summary: 'Set a tag of a run; mlflow.runName renames it.',
  request: message({ ...runIdFields, key: text(), value: text() }),
  checks: { ...runIdChecks, key: [required, isText], value: [isText] },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const id = runIdOf(request);
    const tag = checkedRunTag({ key: request.key ?? '', value: request.value ?? '' });
    changed(id, await trackingStore.log(team, id, { metrics: [], params: [], tags: [tag] }));
    return {};
  },
});

const remove = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/runs/delete-tag',
  access: 'write',
  summary: 'Delete a tag of a run.',
  request: message({ ...runIdFields, key: text() }),
  checks: { ...runIdChecks, key: [required, isText] },
  handle: async ({ trackingStore }, { request, scope: { team } }) => {
    const { run_id: id = '', key = '' } = request;
    const outcome = changed(id, await trackingStore.deleteTag(team, id, key));
    if (outcome === 'no-tag')
      throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `No tag with name: ${key} in run with id ${id}`);
    return {};
  },
});

export const tagEndpoints: readonly MlflowEndpoint[] = [set, remove];
