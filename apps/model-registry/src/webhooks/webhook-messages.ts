import { invalidParameter, webhookEventNames, type WebhookEventName } from '@slipway/registry';
import { isRecord, type Field, type Json } from '../protocol/message.ts';

const entities = [...new Set(webhookEventNames.map((name) => entityOf(name)))];
const actions = ['created', 'updated', 'deleted', 'set', 'exceeded', 'transitioned'];

/**
 * An event as MLflow's API writes it: `{"entity": "MODEL_VERSION", "action": "CREATED"}`, by names or by the numbers of
 * MLflow's enums. Its refusals are those of MLflow's own checks.
 */
export const eventField = (): Field<WebhookEventName> => ({
  repeated: false,
  schema: {
    type: 'object',
    required: ['entity', 'action'],
    properties: { entity: { enum: entities.map(upper) }, action: { enum: actions.map(upper) } },
  },
  parse: (value) => {
    const given = isRecord(value) ? value : {};
    const entity = chosen(entities, given.entity);
    const action = chosen(actions, given.action);
    const known = webhookEventNames.find((name) => name === `${entity ?? ''}.${action ?? ''}`);
    if (known !== undefined) return known;
    if (entity === undefined || action === undefined) {
      throw invalidParameter(
        `Invalid webhook event ${JSON.stringify(value)}. Valid events are: ${webhookEventNames.join(', ')}.`,
      );
    }
    const valid = webhookEventNames.filter((name) => entityOf(name) === entity).map(actionOf);
    throw invalidParameter(
      `Invalid action '${action}' for entity '${entity}'. Valid actions are: [${valid.map((each) => `'${each}'`).join(', ')}]`,
    );
  },
});

/** The event as `eventField` reads it. */
export const eventView = (name: WebhookEventName): { readonly entity: string; readonly action: string } => ({
  entity: upper(entityOf(name)),
  action: upper(actionOf(name)),
});

function chosen(names: readonly string[], value: Json | undefined): string | undefined {
  if (typeof value === 'number') return names[value - 1];
  return typeof value === 'string' ? names.find((name) => name === value.toLowerCase()) : undefined;
}

function entityOf(name: WebhookEventName): string {
  return name.split('.')[0] ?? '';
}

function actionOf(name: WebhookEventName): string {
  return name.split('.')[1] ?? '';
}

function upper(name: string): string {
  return name.toUpperCase();
}
