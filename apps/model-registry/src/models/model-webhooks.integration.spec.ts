import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { webhookEventNames } from '@slipway/registry';
import { startRegistry, type RegistryHarness } from '../testing/registry-harness.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../webhooks/testing/webhook-receiver.ts';

let registry: RegistryHarness;
let receiver: WebhookReceiver;

beforeAll(async () => {
  receiver = await startWebhookReceiver();
  registry = await startRegistry({
    env: { MLFLOW_WEBHOOK_ALLOWED_SCHEMES: 'http', MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' },
  });
});
afterAll(async () => {
  await registry.stop();
  await receiver.close();
});

it('tells webhooks what happens to models, in its order, and nothing of what was refused or changed nothing', async () => {
  const done = async (method: 'POST' | 'PATCH' | 'DELETE', path: string, content: object): Promise<void> => {
    expect(await registry.call(method, path, content)).toMatchObject({ status: 200 });
  };
  const events = webhookEventNames
    .map((name) => name.split('.'))
    .filter(([entity]) => entity !== 'budget_policy')
    .map(([entity = '', action = '']) => ({ entity: entity.toUpperCase(), action: action.toUpperCase() }));
  await done('POST', 'webhooks', { name: 'all', url: `${receiver.url}/all`, events });

  await done('POST', 'registered-models/create', { name: 'iris', tags: [{ key: 'a', value: 'b' }] });
  await registry.call('POST', 'registered-models/create', { name: 'iris' });
  await done('POST', 'model-versions/create', { name: 'iris', source: 's3://a/b', run_id: 'r' });
  await done('POST', 'registered-models/alias', { name: 'iris', alias: 'champion', version: '1' });
  await done('POST', 'registered-models/alias', { name: 'iris', alias: 'champion', version: '1' });
  await done('POST', 'model-versions/set-tag', { name: 'iris', version: '1', key: 'k', value: 'v' });
  await done('DELETE', 'model-versions/delete-tag', { name: 'iris', version: '1', key: 'k' });
  await done('POST', 'model-versions/transition-stage', { name: 'iris', version: '1', stage: 'Production' });
  await done('PATCH', 'model-versions/update', { name: 'iris', version: '1', description: 'good' });
  await done('POST', 'registered-models/rename', { name: 'iris', new_name: 'rose' });
  await done('DELETE', 'model-versions/delete', { name: 'rose', version: '1' });
  await done('DELETE', 'registered-models/delete', { name: 'rose' });

  const version = { name: 'iris', version: '1' };
  const expected = [
    ['registered_model.created', { name: 'iris', tags: { a: 'b' } }],
    ['model_version.created', { ...version, source: 's3://a/b', run_id: 'r', tags: {}, description: null }],
    ['model_version_alias.created', { name: 'iris', alias: 'champion', version: '1' }],
    ['model_version_tag.set', { ...version, key: 'k', value: 'v' }],
    ['model_version_tag.deleted', { ...version, key: 'k' }],
    ['model_version_stage.transitioned', { ...version, from_stage: 'None', to_stage: 'Production' }],
    ['model_version.updated', { ...version, description: 'good' }],
    ['registered_model.updated', { name: 'rose', previous_name: 'iris' }],
    ['model_version_alias.deleted', { name: 'rose', alias: 'champion' }],
    ['model_version.deleted', { name: 'rose', version: '1' }],
    ['registered_model.deleted', { name: 'rose' }],
  ];
  await receiver.waitFor(expected.length);
  expect(receiver.received.map(({ event, data }) => [event, data])).toMatchObject(expected);
});
