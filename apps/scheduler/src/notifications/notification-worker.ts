import type { DeliveryOutcome, NotificationRecord } from '@slipway/ports';
import { createOutboxWorker, type OutboxWorker } from '@slipway/service';
import { deliveryOutcome } from '@slipway/webhook-delivery';
import { keepOutbox } from './keep-outbox.ts';
import type { NotificationDeps } from './notification-deps.ts';
import { sendMessage } from './send-message.ts';

/** After the first attempt: for about two hours. */
const maxRetries = 20;

/** Sends what is in the outbox. */
export function createNotificationWorker(deps: NotificationDeps, lease?: number): OutboxWorker {
  const { outbox: claims, clock, random, logger } = deps;
  return createOutboxWorker({
    ...{ name: 'notifications', claims, clock, random, logger, lease },
    deliver: (message, lost) => deliver(deps, message, lost),
    maintain: (stopping) => keepOutbox(deps, stopping),
  });
}

async function deliver(
  deps: NotificationDeps,
  message: NotificationRecord,
  lost: AbortSignal,
): Promise<DeliveryOutcome> {
  const { clock, random, logger, metrics } = deps;
  const attempt = await sendMessage(deps, message, clock.now(), lost);
  const { id, rule, failures, destination } = message;
  const chance = (random.bytes(1)[0] ?? 0) / 256;
  const outcome = deliveryOutcome(attempt, { failures, maxRetries, now: clock.now(), chance });
  const [to = ''] = Object.keys(destination);
  metrics.count('slipway_notification_attempts_total', { to, result: outcome.kind });
  if (outcome.kind === 'failed')
    logger.warn('a notification could not be sent and is given up', { id, rule, reason: outcome.reason });
  return outcome;
}
