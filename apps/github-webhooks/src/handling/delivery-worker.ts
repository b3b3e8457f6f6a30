import { newId } from '@slipway/kernel';
import type { ClaimedLane } from '@slipway/ports';
import { Wakes } from '@slipway/service';
import type { GithubWebhooksDeps } from '../github-webhooks-deps.ts';
import { handleDelivery } from './handle-delivery.ts';
import type { DeliveryHandlers } from './handler.ts';

/** Milliseconds. */
const times = {
  /** Without a wake-up it looks again: for due retries, and for what other replicas took in or a killed one has left. */
  patience: 1_000,
  /** What is under way at a stop may take so long. */
  grace: 5_000,
} as const;

/** Lanes that are worked on at once, and deliveries that are claimed of one at a time. */
const sizes = { lanes: 16, perLane: 50 } as const;

/** Handles what is in the queue, until it is stopped. Any number of workers may share it. */
export interface DeliveryWorker {
  start(): void;
  /** There may be something to handle. */
  readonly wake: () => void;
  /** Lets the deliveries under way come to their end, and gives the others back. */
  stop(): Promise<void>;
}

/** @param lease milliseconds after which a lane that is not renewed is free for others. */
export function createDeliveryWorker(
  deps: GithubWebhooksDeps,
  handlers: DeliveryHandlers,
  lease = 10_000,
): DeliveryWorker {
  const { queue, clock, random, logger } = deps;
  const name = newId(clock.now(), random);
  const wakes = new Wakes(clock);
  const stopping = new AbortController();
  const underWay = new Map<string, { lost: boolean; readonly done: Promise<void> }>();
  let after = '';
  let running: Promise<unknown> | undefined;

  const leaseEnd = (): Date => new Date(clock.now().getTime() + lease);

  const claim = async (): Promise<void> => {
    const lanes = sizes.lanes - underWay.size;
    if (lanes === 0) return;
    const claimed = await queue.claim(name, {
      ...{ now: clock.now(), leasedUntil: leaseEnd(), after },
      ...{ lanes, perLane: sizes.perLane },
    });
    after = claimed.at(-1)?.lane ?? '';
    for (const each of claimed) {
      const done = Promise.resolve()
        .then(() => workOn(each))
        .finally(() => {
          underWay.delete(each.lane);
          wakes.wake('deliveries');
        });
      underWay.set(each.lane, { lost: false, done });
    }
  };

  /** Never rejects: what is not settled is handled again, when the lane is claimed anew. */
  const workOn = async ({ lane, deliveries }: ClaimedLane): Promise<void> => {
    const isOurs = (): boolean => underWay.get(lane)?.lost === false && !stopping.signal.aborted;
    try {
      for (const delivery of deliveries) {
        if (!isOurs()) break;
        const outcome = await handleDelivery(deps, handlers, delivery);
        if (!(await queue.settle(name, lane, delivery.sequence, outcome))) break;
      }
      await queue.release(name, [lane]);
    } catch (error) {
      logger.warn('deliveries of a repository are left for another time', { error, lane });
    }
  };

  const renew = async (): Promise<void> => {
    const lanes = [...underWay.keys()];
    if (lanes.length === 0) return;
    const kept = await queue.renew(name, lanes, leaseEnd());
    for (const [lane, each] of underWay) if (lanes.includes(lane)) each.lost ||= !kept.has(lane);
  };

  /** Repeats a pass until the stop; a pass that fails is tried again later. */
  const repeat = async (pause: () => Promise<void>, pass: () => Promise<void>): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await pass();
      } catch (error) {
        logger.warn('the queue of deliveries does not answer and is asked again', { error });
        await clock.sleep(times.patience, stopping.signal);
      }
      await pause();
    }
  };

  const run = async (): Promise<void> => {
    const watch = wakes.watch('deliveries');
    await Promise.all([
      repeat(
        () => watch.wait(times.patience, stopping.signal),
        () => {
          watch.look();
          return claim();
        },
      ),
      repeat(() => clock.sleep(lease / 3, stopping.signal), renew),
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
    },
  };
}
