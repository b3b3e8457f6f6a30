import { WebhookStatus, type Webhook } from '@slipway/ports';
import {
  decodePageToken,
  encodePageToken,
  invalidParameter,
  isMlflowEvent,
  MlflowError,
  type WebhookEventName,
} from '@slipway/registry';
import { isInteger, isList, isText, required } from '../protocol/checks.ts';
import { choice, int32, list, message, text } from '../protocol/message.ts';
import { mlflowEndpoint, type MlflowEndpoint } from '../protocol/mlflow-endpoint.ts';
import { tryWebhook } from './try-webhook.ts';
import { checkDescription, checkWebhookName, newUuid, sealedSecretOf } from './webhook-checks.ts';
import { eventField } from './webhook-messages.ts';
import { checkWebhookUrl } from './webhook-url.ts';
import { webhookView } from './webhook-view.ts';

/** Each event of a team costs a look at all of its webhooks. */
const maxWebhooks = 1_000;

const fields = {
  name: text(),
  description: text(),
  url: text(),
  events: list(eventField()),
  slipway_events: list(eventField()),
  secret: text(),
  status: choice([WebhookStatus.Active, WebhookStatus.Disabled]),
};
const fieldTypes = { description: [isText], secret: [isText], status: [isText] };
const path = '/mlflow/webhooks/{webhook_id}';

const notFound = (id: string): MlflowError =>
  new MlflowError('RESOURCE_DOES_NOT_EXIST', `Webhook with ID ${id} not found.`);

const create = mlflowEndpoint({
  method: 'POST',
  path: '/mlflow/webhooks',
  access: 'administer',
  summary: 'Create a webhook: where to tell of what happens in the registry.',
  request: message(fields),
  checks: { name: [isText, required], url: [isText, required], events: [isList, required], ...fieldTypes },
  handle: async (context, { request, scope: { team } }) => {
    const { name = '', url = '', description = '', secret = '', status = WebhookStatus.Active } = request;
    checkWebhookName(name);
    await checkWebhookUrl(url, context.webhookSettings, context.clock);
    const events = [...new Set([...request.events, ...request.slipway_events])];
    if (events.length === 0)
      throw invalidParameter('Webhook events must be a non-empty list of WebhookEvent objects: [].');
    checkDescription(description);
    const id = newUuid(context.random);
    const now = context.clock.now().getTime();
    const sealedSecret = sealedSecretOf(context, id, secret);
    const webhook: Webhook = {
      id,
      name,
      description,
      url,
      events,
      status,
      createdAt: now,
      updatedAt: now,
      sealedSecret,
    };
    if (!(await context.webhookStore.add(team, webhook, maxWebhooks)))
      throw invalidParameter(
        `Team ${team} has ${String(maxWebhooks)} webhooks, which is the most: delete one.`,
      );
    return { webhook: webhookView(webhook) };
  },
});

const listAll = mlflowEndpoint({
  method: 'GET',
  path: '/mlflow/webhooks',
  access: 'read',
  summary: 'List the webhooks, newest first.',
  request: message({ max_results: int32(), page_token: text() }),
  checks: { max_results: [isInteger], page_token: [isText] },
  handle: async ({ webhookStore }, { request, scope: { team } }) => {
    const limit = request.max_results === undefined || request.max_results === 0 ? 100 : request.max_results;
    if (limit < 1 || limit > 1_000) throw invalidParameter('max_results must be between 1 and 1000.');
    const offset = decodePageToken(request.page_token);
    const found = await webhookStore.list(team, { offset, limit: limit + 1 });
    return {
      webhooks: found.slice(0, limit).map(webhookView),
      next_page_token: found.length > limit ? encodePageToken(offset + limit) : undefined,
    };
  },
});

const get = mlflowEndpoint({
  method: 'GET',
  path,
  access: 'read',
  summary: 'One webhook.',
  request: message({}),
  handle: async ({ webhookStore }, { path: { webhook_id: id = '' }, scope: { team } }) => {
    const webhook = await webhookStore.find(team, id);
    if (!webhook) throw notFound(id);
    return { webhook: webhookView(webhook) };
  },
});

const update = mlflowEndpoint({
  method: 'PATCH',
  path,
  access: 'administer',
  summary: 'Change a webhook; what is not given stays as it is, and an empty secret removes it.',
  request: message(fields),
  checks: { name: [isText], url: [isText], events: [isList], ...fieldTypes },
  handle: async (context, { request, raw, path: { webhook_id: id = '' }, scope: { team } }) => {
    const { webhookStore, webhookSettings, clock } = context;
    const { description, secret, status } = request;
    const before = await webhookStore.find(team, id);
    if (!before) throw notFound(id);
    const name = request.name === '' ? undefined : request.name;
    const url = request.url === '' ? undefined : request.url;
    if (name !== undefined) checkWebhookName(name);
    if (url !== undefined) await checkWebhookUrl(url, webhookSettings, clock);
    if (description !== undefined) checkDescription(description);
    const webhook = await webhookStore.change(team, id, {
      name,
      url,
      description,
      status,
      events: changedEvents(before.events, request, Object.hasOwn(raw, 'slipway_events')),
      sealedSecret: secret === undefined ? undefined : (sealedSecretOf(context, id, secret) ?? null),
      updatedAt: clock.now().getTime(),
    });
    if (!webhook) throw notFound(id);
    return { webhook: webhookView(webhook) };
  },
});

const remove = mlflowEndpoint({
  method: 'DELETE',
  path,
  access: 'administer',
  summary: 'Delete a webhook, with what was not delivered to it yet.',
  request: message({}),
  handle: async ({ webhookStore }, { path: { webhook_id: id = '' }, scope: { team } }) => {
    if (!(await webhookStore.remove(team, id))) throw notFound(id);
    return {};
  },
});

const test = mlflowEndpoint({
  method: 'POST',
  path: `${path}/test`,
  access: 'administer',
  summary: 'Send a webhook the example of an event, once, and tell what it answered.',
  request: message({ event: eventField() }),
  handle: async (context, { request, path: { webhook_id: id = '' }, scope: { team } }) => {
    const webhook = await context.webhookStore.find(team, id);
    if (!webhook) throw notFound(id);
    return { result: await tryWebhook(context, webhook, request.event) };
  },
});

export const webhookEndpoints: readonly MlflowEndpoint[] = [create, listAll, get, update, remove, test];

/** Each kind of events, MLflow's and the others, is replaced when one of it is given, and the others also by an empty list. */
function changedEvents(
  before: readonly WebhookEventName[],
  given: {
    readonly events: readonly WebhookEventName[];
    readonly slipway_events: readonly WebhookEventName[];
  },
  namesOthers: boolean,
): readonly WebhookEventName[] | undefined {
  const all = [...new Set([...given.events, ...given.slipway_events])];
  const own = all.filter(isMlflowEvent);
  const others = all.filter((name) => !isMlflowEvent(name));
  const events = [
    ...(own.length > 0 ? own : before.filter(isMlflowEvent)),
    ...(others.length > 0 || namesOthers ? others : before.filter((name) => !isMlflowEvent(name))),
  ];
  if (events.length === 0)
    throw invalidParameter('Webhook events must be a non-empty list of WebhookEvent objects: [].');
  return events;
}
