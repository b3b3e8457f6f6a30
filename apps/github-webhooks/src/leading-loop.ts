import type { Clock } from '@slipway/kernel';
import type { Leases, Logger } from '@slipway/ports';
import { Wakes } from '@slipway/service';

export interface LeadingLoopOptions {
  /** Of the lease; of all replicas one goes through its passes. */
  readonly name: string;
  /** Milliseconds after which a pass is made without a wake-up, and after one that failed. */
  readonly patience: number;
  readonly pauseAfterFailure: number;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is thrown is logged, and the pass made again later. */
  readonly pass: (over: AbortSignal) => Promise<void>;
}

/** Passes that one replica makes again and again. */
export interface LeadingLoop {
  start(): void;
  /** There may be something to do. */
  readonly wake: () => void;
  stop(): Promise<void>;
}

/** Milliseconds after which a leader that hangs or is cut off may be succeeded. */
const leaseDuration = 15_000;

export function createLeadingLoop(options: LeadingLoopOptions): LeadingLoop {
  const { name, patience, pauseAfterFailure, leases, clock, logger, pass } = options;
  const wakes = new Wakes(clock);
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  const lead = async (over: AbortSignal): Promise<void> => {
    const watch = wakes.watch(name);
    while (!over.aborted) {
      watch.look();
      try {
        await pass(over);
        await watch.wait(patience, over);
      } catch (error) {
        logger.warn(`a look at ${name} failed and is repeated`, { error });
        await clock.sleep(pauseAfterFailure, over);
      }
    }
    watch.close();
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const lease = await leases.acquire(name, { duration: leaseDuration, signal: stopping.signal });
      if (!lease) return;
      await lead(AbortSignal.any([lease.lost, stopping.signal]));
      await lease.release();
    }
  };

  return {
    start: () => {
      running ??= run();
    },
    wake: () => {
      wakes.wake(name);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
