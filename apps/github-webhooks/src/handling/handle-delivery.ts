import { decideRetry } from '@slipway/deliveries';
import { describeError } from '@slipway/kernel';
import type { DeliveryRecord, HandlingOutcome } from '@slipway/ports';
import type { GithubWebhooksDeps } from '../github-webhooks-deps.ts';
import { reasonToIgnore, type DeliveryHandlers } from './handler.ts';

/** Bytes of a payload that a handler may look into. */
const mostBytes = 4 * 2 ** 20;
const mostReason = 1_000;

type Deps = Pick<GithubWebhooksDeps, 'ledger' | 'clock' | 'random' | 'logger' | 'metrics'>;

/** One attempt to handle a delivery, and what becomes of it. Never rejects. */
export async function handleDelivery(
  deps: Deps,
  handlers: DeliveryHandlers,
  delivery: DeliveryRecord,
): Promise<HandlingOutcome> {
  const { clock, logger, metrics } = deps;
  const began = clock.now().getTime();
  const outcome = await attempt(deps, handlers, delivery);
  metrics.observe('slipway_github_delivery_handling_seconds', (outcome.at.getTime() - began) / 1_000, {
    event: handlers.has(delivery.event) ? delivery.event : 'other',
    result: outcome.kind,
  });
  const { id, event, repository } = delivery;
  if (outcome.kind === 'dead')
    logger.error('a delivery of GitHub could not be handled', {
      id,
      event,
      repository,
      reason: outcome.reason,
    });
  return outcome;
}

async function attempt(
  { ledger, clock, random, logger }: Deps,
  handlers: DeliveryHandlers,
  delivery: DeliveryRecord,
): Promise<HandlingOutcome> {
  const ignored = reasonToIgnore(handlers, delivery);
  const handler = handlers.get(delivery.event);
  if (ignored !== undefined || !handler)
    return { kind: 'ignored', at: clock.now(), reason: ignored ?? 'nothing had to be done' };
  const payload = async (): Promise<unknown> => {
    if (delivery.bytes > mostBytes) return undefined;
    const bytes = await ledger.payload(delivery.id);
    return bytes && (JSON.parse(bytes.toString()) as unknown);
  };
  try {
    const { kind, reason } = await handler.handle(delivery, { payload });
    return { kind, at: clock.now(), reason };
  } catch (error) {
    const now = clock.now();
    const reason = describeError(error).slice(0, mostReason);
    const { id, event } = delivery;
    logger.warn('handling a delivery of GitHub failed', {
      id,
      event,
      failures: delivery.failures + 1,
      reason,
    });
    const chance = (random.bytes(1)[0] ?? 0) / 256;
    return { ...decideRetry(delivery.failures + 1, now, chance), at: now, reason };
  }
}
