import type { Webhook } from '@slipway/ports';
import { isMlflowEvent, type WebhookEventName } from '@slipway/registry';
import { eventView } from './webhook-messages.ts';

/**
 * A webhook as MLflow's API shows it. MLflow's client fails on events that it does not know and on a webhook without any,
 * so those beyond MLflow's stand apart in `slipway_events`, which it skips, and a webhook that has only such shows an
 * event that Slipway never sends.
 */
export function webhookView(webhook: Webhook): object {
  const own = webhook.events.filter(isMlflowEvent);
  const shown: readonly WebhookEventName[] = own.length > 0 ? own : ['budget_policy.exceeded'];
  return {
    webhook_id: webhook.id,
    name: webhook.name,
    description: webhook.description === '' ? undefined : webhook.description,
    url: webhook.url,
    events: shown.map(eventView),
    slipway_events: webhook.events.filter((name) => !isMlflowEvent(name)).map(eventView),
    status: webhook.status,
    creation_timestamp: webhook.createdAt,
    last_updated_timestamp: webhook.updatedAt,
  };
}
