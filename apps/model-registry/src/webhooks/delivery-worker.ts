import type { ClaimedDelivery, DeliveryOutcome } from '@slipway/ports';
import { createOutboxWorker, type OutboxWorker } from '@slipway/service';
import { deliveryOutcome } from '@slipway/webhook-delivery';
import { attemptDelivery } from './attempt-delivery.ts';
import { maintainDeliveries } from './maintain-deliveries.ts';
import type { WebhookContext } from './webhook-context.ts';

/**
 * Delivers what was published to webhooks.
 *
 * @param lease milliseconds after which a claim that is not renewed is free for others
 */
export function createDeliveryWorker(context: WebhookContext, lease?: number): OutboxWorker {
  const { webhookDeliveries: claims, clock, random, logger } = context;
  return createOutboxWorker({
    ...{ name: 'webhooks', claims, clock, random, logger, lease },
    deliver: (delivery, lost) => deliver(context, delivery, lost),
    maintain: (stopping) => maintainDeliveries(context, stopping),
  });
}

async function deliver(
  context: WebhookContext,
  delivery: ClaimedDelivery,
  lost: AbortSignal,
): Promise<DeliveryOutcome> {
  const { webhookSettings, clock, random, logger, metrics } = context;
  const started = clock.now().getTime();
  const attempt = await attemptDelivery(context, delivery, lost);
  const now = clock.now();
  const { maxRetries } = webhookSettings;
  const chance = (random.bytes(1)[0] ?? 0) / 256;
  const outcome = deliveryOutcome(attempt, { failures: delivery.failures, maxRetries, now, chance });
  const result = { result: outcome.kind };
  metrics.count('slipway_webhook_attempts_total', result);
  metrics.observe('slipway_webhook_attempt_seconds', (now.getTime() - started) / 1_000, result);
  if (outcome.kind === 'failed') {
    const { id, webhookId, team } = delivery;
    logger.warn('delivery to a webhook failed for good', { id, webhookId, team, reason: outcome.reason });
  }
  return outcome;
}
