import type { Webhook } from '@slipway/ports';
import { deliveryBody, exampleOf, invalidParameter, type WebhookEventName } from '@slipway/registry';
import { deliveryOutcome } from '@slipway/webhook-delivery';
import { attemptDelivery } from './attempt-delivery.ts';
import type { WebhookContext } from './webhook-context.ts';
import { newUuid } from './webhook-checks.ts';

/** Sends the example of an event, of the webhook's first one by default, once; answers as MLflow's API shows it. */
export async function tryWebhook(
  context: WebhookContext,
  { id: webhookId, url, sealedSecret, events }: Webhook,
  event: WebhookEventName | undefined = events[0],
): Promise<object> {
  if (event === undefined) throw invalidParameter(`Webhook ${webhookId} has no event to send: name one.`);
  const now = context.clock.now();
  const body = deliveryBody(event, now, exampleOf(event));
  const id = newUuid(context.random);
  const attempt = await attemptDelivery(context, { id, webhookId, url, body, sealedSecret });
  const outcome = deliveryOutcome(attempt, { failures: 0, maxRetries: 0, now, chance: 0 });
  return {
    success: outcome.kind === 'delivered',
    ...(attempt.kind === 'answered' ? { response_status: attempt.status, response_body: attempt.body } : {}),
    ...(outcome.kind === 'delivered' ? {} : { error_message: `Failed to test webhook: ${outcome.reason}` }),
  };
}
