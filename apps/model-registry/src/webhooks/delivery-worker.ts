import { newId } from '@slipway/kernel';
import type { ClaimedDelivery } from '@slipway/ports';
import { Wakes } from '@slipway/service';
import { attemptDelivery } from './attempt-delivery.ts';
import { deliveryOutcome } from './delivery-outcome.ts';
import { maintainDeliveries } from './maintain-deliveries.ts';
import type { WebhookContext } from './webhook-context.ts';

/** Milliseconds. */
const times = {
  /** Without a wake-up it looks again: for due retries, lost signals and what a killed worker has left. */
  patience: 1_000,
  maintenance: 60_000,
  /** What is under way at a stop may take so long. */
  grace: 2_000,
} as const;

/** To this many receivers at once. */
const concurrency = 16;

/** Delivers what was published to webhooks, until it is stopped. Any number of workers may share the deliveries. */
export interface DeliveryWorker {
  start(): void;
  /** There may be something to deliver. */
  readonly wake: () => void;
  /** Lets attempts under way come to their end for a short time, and gives the others back. */
  stop(): Promise<void>;
}

/** @param lease milliseconds after which a claim that is not renewed is free for others. */
export function createDeliveryWorker(context: WebhookContext, lease = 10_000): DeliveryWorker {
  const {
    webhookDeliveries: deliveries,
    webhookSettings: settings,
    clock,
    random,
    logger,
    metrics,
  } = context;
  const name = newId(clock.now(), random);
  const wakes = new Wakes(clock);
  const stopping = new AbortController();
  const underWay = new Map<string, { readonly lost: AbortController; readonly done: Promise<void> }>();
  let running: Promise<unknown> | undefined;

  const leaseEnd = (): Date => new Date(clock.now().getTime() + lease);

  /** Repeats a pass until the stop; a pass that fails is tried again later. */
  const repeat = async (
    pause: (signal: AbortSignal) => Promise<void>,
    pass: () => Promise<void>,
  ): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await pass();
      } catch (error) {
        logger.warn('delivery to webhooks failed in itself and is tried again', { error });
        await clock.sleep(times.patience, stopping.signal);
      }
      await pause(stopping.signal);
    }
  };

  const claim = async (): Promise<void> => {
    const limit = concurrency - underWay.size;
    if (limit === 0) return;
    const claimed = await deliveries.claim(name, { now: clock.now(), leasedUntil: leaseEnd(), limit });
    for (const delivery of claimed) {
      const lost = new AbortController();
      const done = deliver(delivery, lost.signal).finally(() => {
        underWay.delete(delivery.id);
        wakes.wake('deliveries');
      });
      underWay.set(delivery.id, { lost, done });
    }
  };

  const renew = async (): Promise<void> => {
    const held = [...underWay];
    if (held.length === 0) return;
    const ids = held.map(([id]) => id);
    const kept = await deliveries.renew(name, ids, leaseEnd());
    for (const [id, { lost }] of held) if (!kept.has(id)) lost.abort();
  };

  /** Never rejects: without an outcome the delivery stays claimed, and is claimed anew after the lease. */
  const deliver = async (delivery: ClaimedDelivery, lost: AbortSignal): Promise<void> => {
    try {
      const started = clock.now().getTime();
      const attempt = await attemptDelivery(context, delivery, lost);
      const now = clock.now();
      const { maxRetries } = settings;
      const chance = (random.bytes(1)[0] ?? 0) / 256;
      const outcome = deliveryOutcome(attempt, { failures: delivery.failures, maxRetries, now, chance });
      const result = { result: outcome.kind };
      metrics.count('slipway_webhook_attempts_total', result);
      metrics.observe('slipway_webhook_attempt_seconds', (now.getTime() - started) / 1_000, result);
      if (outcome.kind === 'failed') {
        const { id, webhookId, team } = delivery;
        logger.warn('delivery to a webhook failed for good', { id, webhookId, team, reason: outcome.reason });
      }
      await deliveries.settle(name, delivery.id, outcome);
    } catch (error) {
      if (!lost.aborted)
        logger.warn('delivery to a webhook has no outcome and is repeated', { error, id: delivery.id });
    }
  };

  const run = async (): Promise<void> => {
    const watch = wakes.watch('deliveries');
    await Promise.all([
      repeat(
        (signal) => watch.wait(times.patience, signal),
        () => {
          watch.look();
          return claim();
        },
      ),
      repeat((signal) => clock.sleep(lease / 3, signal), renew),
      repeat(
        (signal) => clock.sleep(times.maintenance, signal),
        () => maintainDeliveries(context, stopping.signal),
      ),
    ]);
    watch.close();
  };

  return {
    start: () => {
      running ??= run();
    },
    wake: () => {
      wakes.wake('deliveries');
    },
    stop: async () => {
      stopping.abort();
      await running;
      const ended = Promise.all([...underWay.values()].map(({ done }) => done));
      const over = new AbortController();
      await Promise.race([ended, clock.sleep(times.grace, over.signal)]);
      over.abort();
      for (const { lost } of underWay.values()) lost.abort();
      await ended;
      await deliveries.release(name).catch((error: unknown) => {
        logger.debug('claims of deliveries were not given back and end by themselves', { error });
      });
    },
  };
}
