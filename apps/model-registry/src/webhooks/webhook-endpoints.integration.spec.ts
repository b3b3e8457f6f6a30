import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Grant } from '@slipway/service';
import { startRegistry, type RegistryHarness } from '../testing/registry-harness.ts';
import { startWebhookReceiver, type WebhookReceiver } from './testing/webhook-receiver.ts';

const tokens: Record<string, readonly Grant[]> = {
  viewer: [{ role: 'viewer', team: 'vision' }],
  contributor: [{ role: 'contributor', team: 'vision' }],
  stranger: [{ role: 'maintainer', team: 'speech' }],
};

let registry: RegistryHarness;
let receiver: WebhookReceiver;

beforeAll(async () => {
  registry = await startRegistry({
    tokens,
    openTeam: 'vision',
    env: { MLFLOW_WEBHOOK_ALLOWED_SCHEMES: 'http,https', MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' },
  });
  receiver = await startWebhookReceiver();
});

afterAll(async () => {
  await receiver.close();
  await registry.stop();
});

beforeEach(() => {
  receiver.answer(() => ({ status: 200, body: 'thanks' }));
});

interface Shown {
  readonly webhook_id: string;
  readonly events: readonly object[];
  readonly slipway_events?: readonly object[];
}

const created = { entity: 'MODEL_VERSION', action: 'CREATED' };
const updated = { entity: 'MODEL_VERSION', action: 'UPDATED' };
const transitioned = { entity: 'MODEL_VERSION_STAGE', action: 'TRANSITIONED' };

const sample = (overrides: object = {}): object => ({
  name: 'ci',
  url: `${receiver.url}/hook`,
  events: [created],
  ...overrides,
});

const create = async (overrides: object = {}): Promise<Shown> => {
  const { status, body } = await registry.call('POST', 'webhooks', sample(overrides));
  expect([status, body]).toEqual([200, expect.anything()]);
  return (body as { webhook: Shown }).webhook;
};

const refusal = async (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  content?: object,
  token?: string,
) => {
  const { status, body } = await registry.call(method, path, content, token);
  const { error_code: code, message } = body as { error_code: string; message: string };
  return [status, code, message];
};

describe('a webhook', () => {
  it('is created, shown, changed and deleted as in MLflow', async () => {
    const webhook = await create({ description: 'builds', secret: 'hush', status: 'DISABLED' });
    expect(webhook).toEqual({
      webhook_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'ci',
      description: 'builds',
      url: `${receiver.url}/hook`,
      events: [created],
      status: 'DISABLED',
      creation_timestamp: expect.any(Number),
      last_updated_timestamp: expect.any(Number),
    });
    const path = `webhooks/${webhook.webhook_id}`;
    expect((await registry.call('GET', path)).body).toEqual({ webhook });
    const change = { name: 'cd', description: '', events: [{ entity: 3, action: 4 }], status: 'ACTIVE' };
    expect((await registry.call('PATCH', path, change)).body).toEqual({
      webhook: {
        ...webhook,
        description: undefined,
        name: 'cd',
        status: 'ACTIVE',
        events: [{ entity: 'MODEL_VERSION_TAG', action: 'SET' }],
        last_updated_timestamp: expect.any(Number),
      },
    });
    expect((await registry.call('DELETE', path)).body).toEqual({});
    expect(await refusal('GET', path)).toEqual([
      404,
      'RESOURCE_DOES_NOT_EXIST',
      `Webhook with ID ${webhook.webhook_id} not found.`,
    ]);
    expect((await refusal('DELETE', path))[0]).toBe(404);
    expect((await refusal('PATCH', path, {}))[0]).toBe(404);
    expect((await refusal('POST', `${path}/test`, {}))[0]).toBe(404);
  });

  it.each([
    [{ name: undefined }, "Missing value for required parameter 'name'."],
    [{ url: undefined }, "Missing value for required parameter 'url'."],
    [{ events: undefined }, "Missing value for required parameter 'events'."],
    [{ events: [] }, 'Webhook events must be a non-empty list of WebhookEvent objects: [].'],
    [{ events: 'x' }, "Invalid value \"x\" for parameter 'events' supplied:  Hint: Value was of type 'str'."],
    [{ events: [{}] }, 'Invalid webhook event {}. Valid events are: registered_model.created,'],
    [
      { events: [{ entity: 'PROMPT', action: 'UPDATED' }] },
      "Invalid action 'updated' for entity 'prompt'. Valid actions are: ['created']",
    ],
    [{ name: '-ci' }, "Webhook name '-ci' is invalid. It must start and end with a letter or digit"],
    [{ name: 'x'.repeat(64) }, 'is invalid. It must start and end with a letter or digit'],
    [{ url: ' ' }, "Webhook URL cannot be empty or just whitespace: ' '"],
    [{ url: 'ftp://example.com' }, "Invalid webhook URL scheme: 'ftp'. Allowed schemes are: http, https."],
    [{ url: 'example.com' }, "Invalid webhook URL scheme: ''."],
    [{ url: 'https:///hook' }, "Webhook URL must include a hostname: 'https:///hook'"],
    [{ url: 'https://[::1/x' }, "Invalid webhook URL 'https://[::1/x'"],
    [{ url: `https://example.com/${'x'.repeat(500)}` }, 'Webhook URL is longer than 500 characters.'],
    [{ secret: 'x'.repeat(1_001) }, 'Webhook secret is longer than 1000 characters.'],
    [{ description: 'x'.repeat(1_001) }, 'Webhook description is longer than 1000 characters.'],
  ])('is refused with %j', async (overrides, message) => {
    expect(await refusal('POST', 'webhooks', sample(overrides))).toEqual([
      400,
      'INVALID_PARAMETER_VALUE',
      expect.stringContaining(message),
    ]);
  });

  it("shows what MLflow's client does not know apart, and never no event at all", async () => {
    const both = await create({ events: [created, updated, transitioned, created] });
    expect([both.events, both.slipway_events]).toEqual([[created], [updated, transitioned]]);
    const extra = await create({ events: [{ entity: 'registered_model', action: 'deleted' }] });
    expect(extra.events).toEqual([{ entity: 'BUDGET_POLICY', action: 'EXCEEDED' }]);
    expect(extra.slipway_events).toEqual([{ entity: 'REGISTERED_MODEL', action: 'DELETED' }]);
    const patched = async (change: object) => {
      const { body } = await registry.call('PATCH', `webhooks/${both.webhook_id}`, change);
      const { events, slipway_events: others } = (body as { webhook: Shown }).webhook;
      return [events, others];
    };
    const set = { entity: 'MODEL_VERSION_TAG', action: 'SET' };
    expect(await patched({ events: [set] })).toEqual([[set], [updated, transitioned]]);
    expect(await patched({ events: [created, transitioned] })).toEqual([[created], [transitioned]]);
    expect(await patched({ slipway_events: [] })).toEqual([[created], undefined]);
  });

  it('is tried by the example of an event, and its answer is told', async () => {
    const { webhook_id: id } = await create({ secret: 'hush', events: [created, transitioned] });
    const before = receiver.received.length;
    const test = async (content: object) =>
      (await registry.call('POST', `webhooks/${id}/test`, content)).body;
    expect(await test({})).toEqual({
      result: { success: true, response_status: 200, response_body: 'thanks' },
    });
    expect(await test({ event: transitioned })).toMatchObject({ result: { success: true } });
    const [first, second] = receiver.received.slice(before);
    expect(first?.event).toBe('model_version.created');
    expect(first?.data).toEqual({
      name: 'example_model',
      version: '1',
      source: 'models:/123',
      run_id: 'abcd1234abcd5678',
      tags: { example_key: 'example_value' },
      description: 'An example model version',
    });
    expect(first?.headers['x-mlflow-signature']).toMatch(/^v1,/);
    expect(second?.event).toBe('model_version_stage.transitioned');
    receiver.answer(() => ({ status: 500, body: 'x'.repeat(100_000) }));
    expect(await test({})).toEqual({
      result: {
        success: false,
        response_status: 500,
        response_body: 'x'.repeat(65_536),
        error_message: 'Failed to test webhook: The receiver answered 500.',
      },
    });
  });
});

describe('the webhooks of a team', () => {
  it('are listed in pages, newest first, to its viewers, and changed by its maintainers alone', async () => {
    const before = (await registry.call('GET', 'webhooks', { max_results: 1_000 })).body as {
      webhooks?: Shown[];
    };
    for (const webhook of before.webhooks ?? [])
      await registry.call('DELETE', `webhooks/${webhook.webhook_id}`);
    expect((await registry.call('GET', 'webhooks')).body).toEqual({});
    const made = [await create(), await create(), await create()].reverse();
    const page = (query: object) => registry.call('GET', 'webhooks', query, 'viewer');
    const { webhooks, next_page_token: token } = (await page({ max_results: 2 })).body as {
      webhooks: Shown[];
      next_page_token: string;
    };
    expect(webhooks).toEqual(made.slice(0, 2));
    expect((await page({ max_results: 2, page_token: token })).body).toEqual({ webhooks: made.slice(2) });
    expect((await page({ max_results: 0 })).body).toEqual({ webhooks: made });
    expect(await refusal('GET', 'webhooks', { max_results: 1_001 })).toEqual([
      400,
      'INVALID_PARAMETER_VALUE',
      'max_results must be between 1 and 1000.',
    ]);
    expect((await refusal('GET', 'webhooks', { page_token: '%' }))[0]).toBe(400);
    const path = `webhooks/${made[0]?.webhook_id ?? ''}`;
    expect((await refusal('POST', 'webhooks', sample(), 'contributor'))[1]).toBe('PERMISSION_DENIED');
    expect((await refusal('POST', `${path}/test`, {}, 'viewer'))[1]).toBe('PERMISSION_DENIED');
    expect((await refusal('PATCH', path, { name: 'x' }, 'stranger'))[1]).toBe('RESOURCE_DOES_NOT_EXIST');
    expect((await refusal('DELETE', path, {}, 'stranger'))[1]).toBe('RESOURCE_DOES_NOT_EXIST');
    expect((await registry.call('GET', 'webhooks', {}, 'stranger')).body).toEqual({});
  });
});

describe('by default', () => {
  let strict: RegistryHarness;
  beforeAll(async () => {
    strict = await startRegistry();
  });
  afterAll(() => strict.stop());

  it.each([
    ['http://example.com/x', "Invalid webhook URL scheme: 'http'. Allowed schemes are: https."],
    [
      'https://127.0.0.1/x',
      "Webhook URL must not resolve to a non-public IP address. '127.0.0.1' resolves to 127.0.0.1.",
    ],
    [
      'https://localhost/x',
      "Webhook URL must not resolve to a non-public IP address. 'localhost' resolves to",
    ],
    ['https://2130706433/x', "'127.0.0.1' resolves to 127.0.0.1."],
    [
      'https://[::ffff:10.0.0.1]/x',
      "Webhook URL must not resolve to a non-public IP address. '::ffff:a00:1'",
    ],
    ['https://169.254.169.254/latest/meta-data', 'must not resolve to a non-public IP address'],
    ['https://nowhere.invalid/x', "Cannot resolve Webhook URL hostname 'nowhere.invalid'"],
  ])('%s is refused', async (url, message) => {
    const { status, body } = await strict.call('POST', 'webhooks', { ...sample(), url });
    expect([status, body]).toEqual([
      400,
      expect.objectContaining({ message: expect.stringContaining(message) }),
    ]);
  });
});
