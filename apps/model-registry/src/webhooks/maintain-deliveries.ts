import type { WebhookContext } from './webhook-context.ts';

const hour = 3_600_000;
const batch = 1_000;

/** How long deliveries are kept, in milliseconds. */
const ages = {
  /** One that has not come to its turn or to a success fails. */
  pending: 24 * hour,
  delivered: 24 * hour,
  failed: 7 * 24 * hour,
} as const;

/** Ends and removes what has become too old, in batches, and counts what is left to be delivered. */
export async function maintainDeliveries(
  { webhookDeliveries: deliveries, clock, metrics }: WebhookContext,
  signal: AbortSignal,
): Promise<void> {
  const now = clock.now();
  const before = (age: number): Date => new Date(now.getTime() - age);
  const { pending, delivered, failed } = ages;
  while (!signal.aborted && (await deliveries.expire(before(pending), now, batch)) === batch);
  const settled = { delivered: before(delivered), failed: before(failed) };
  while (!signal.aborted && (await deliveries.prune(settled, batch)) === batch);
  metrics.gauge('slipway_webhook_deliveries_pending', await deliveries.countUnsettled());
}
