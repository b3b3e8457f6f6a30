import { newId, type Clock, type Random } from '@slipway/kernel';
import type { DeliveryOutcome, Logger, OutboxClaims } from '@slipway/ports';
import { Wakes } from './wakes.ts';

export interface OutboxWorkerOptions<Claimed extends { readonly id: string }> {
  /** Of what is delivered, for the log. */
  readonly name: string;
  readonly claims: OutboxClaims<Claimed>;
  /** Tries once. What it throws leaves the claim without an outcome: it is claimed anew after the lease. */
  readonly deliver: (claimed: Claimed, lost: AbortSignal) => Promise<DeliveryOutcome>;
  /** Once a minute: what has become too old goes. */
  readonly maintain: (stopping: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Milliseconds after which a claim that is not renewed is free for others. Default 10 s. */
  readonly lease?: number | undefined;
}

/** Delivers what is in an outbox until it is stopped. Any number of workers may share one. */
export interface OutboxWorker {
  start(): void;
  /** There may be something to deliver. */
  readonly wake: () => void;
  /** Lets attempts under way come to their end for a short time, and gives the others back. */
  stop(): Promise<void>;
}

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
const wakeKey = 'deliveries';

export function createOutboxWorker<Claimed extends { readonly id: string }>(
  options: OutboxWorkerOptions<Claimed>,
): OutboxWorker {
  const { name: outbox, claims, clock, random, logger, maintain, lease = 10_000 } = options;
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
        logger.warn('delivery from an outbox failed in itself and is tried again', { outbox, error });
        await clock.sleep(times.patience, stopping.signal);
      }
      await pause(stopping.signal);
    }
  };

  const claim = async (): Promise<void> => {
    const limit = concurrency - underWay.size;
    if (limit === 0) return;
    const claimed = await claims.claim(name, { now: clock.now(), leasedUntil: leaseEnd(), limit });
    for (const one of claimed) {
      const lost = new AbortController();
      const done = deliver(one, lost.signal).finally(() => {
        underWay.delete(one.id);
        wakes.wake(wakeKey);
      });
      underWay.set(one.id, { lost, done });
    }
  };

  const renew = async (): Promise<void> => {
    const held = [...underWay];
    if (held.length === 0) return;
    const ids = held.map(([id]) => id);
    const kept = await claims.renew(name, ids, leaseEnd());
    for (const [id, { lost }] of held) if (!kept.has(id)) lost.abort();
  };

  /** Never rejects: without an outcome it stays claimed, and is claimed anew after the lease. */
  const deliver = async (claimed: Claimed, lost: AbortSignal): Promise<void> => {
    const { id } = claimed;
    try {
      await claims.settle(name, id, await options.deliver(claimed, lost));
    } catch (error) {
      if (!lost.aborted) logger.warn('a delivery has no outcome and is repeated', { outbox, error, id });
    }
  };

  const run = async (): Promise<void> => {
    const watch = wakes.watch(wakeKey);
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
        () => maintain(stopping.signal),
      ),
    ]);
    watch.close();
  };

  return {
    start: () => {
      running ??= run();
    },
    wake: () => {
      wakes.wake(wakeKey);
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
      await claims.release(name).catch((error: unknown) => {
        logger.debug('claims were not given back and end by themselves', { outbox, error });
      });
    },
  };
}
