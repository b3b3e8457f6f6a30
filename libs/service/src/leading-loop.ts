import type { Clock } from '@slipway/kernel';
import type { Leases, Logger } from '@slipway/ports';
import { Wakes } from './wakes.ts';

export interface LeadingLoopOptions {
  /** Of the lease; of all replicas one goes through its passes. */
  readonly name: string;
  /** Milliseconds after which a pass is made without a wake-up: for lost signals, and what nobody tells of. */
  readonly patience: number;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What is thrown is logged, and the pass made again later. */
  readonly pass: (over: AbortSignal) => Promise<void>;
}

/** Passes that one of all replicas makes again and again, when it is woken and from time to time. */
export interface LeadingLoop {
  start(): void;
  /** There may be something to do. */
  readonly wake: () => void;
  stop(): Promise<void>;
}

/** Milliseconds. */
const times = {
  /** Between two passes at the least: under load each sees much at once. */
  rest: 250,
  longestPause: 10_000,
  /** After which a leader that hangs or is cut off may be succeeded. */
  lease: 15_000,
} as const;

export function createLeadingLoop(options: LeadingLoopOptions): LeadingLoop {
  const { name, patience, leases, clock, logger, pass } = options;
  const wakes = new Wakes(clock);
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  const lead = async (over: AbortSignal): Promise<void> => {
    const watch = wakes.watch(name);
    let failures = 0;
    while (!over.aborted) {
      watch.look();
      try {
        await pass(over);
        failures = 0;
        await clock.sleep(times.rest, over);
        await watch.wait(patience, over);
      } catch (error) {
        failures += 1;
        logger.warn('a pass failed and is made again', { loop: name, error, failures });
        await clock.sleep(Math.min(times.longestPause, 100 * 2 ** failures), over);
      }
    }
    watch.close();
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const lease = await leases.acquire(name, { duration: times.lease, signal: stopping.signal });
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
