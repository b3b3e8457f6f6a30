import { SignalTopic, type Leases, type Logger, type Signals } from '@slipway/ports';
import { Wakes } from '@slipway/service';
import type { EmbeddedHost } from '../embedded-host/embedded-host.ts';
import { checkPullRequest, type PullRequestDeps } from './check-pull-request.ts';

/** Milliseconds. */
const times = { patience: 5_000, lease: 15_000 } as const;

export interface PullRequestWatchDeps extends PullRequestDeps {
  /** Without it nobody has to look: GitHub tells. */
  readonly embedded: EmbeddedHost | undefined;
  readonly leases: Leases;
  readonly signals: Signals;
  readonly logger: Logger;
}

/** Checks pull requests of the embedded host that are new, have changed or were reviewed; of all replicas one does it. */
export interface PullRequestWatch {
  start(): Promise<void>;
  /** There may be something to check. */
  wake(): void;
  stop(): Promise<void>;
}

export function createPullRequestWatch(deps: PullRequestWatchDeps): PullRequestWatch {
  const { embedded, leases, signals, clock, logger } = deps;
  const wakes = new Wakes(clock);
  const wake = (): void => {
    wakes.wake('pull requests');
  };
  const stopping = new AbortController();
  let unsubscribe: (() => Promise<void>) | undefined;
  let running: Promise<void> | undefined;

  const checkAll = async (host: EmbeddedHost, over: AbortSignal): Promise<void> => {
    for (const { number } of await host.unchecked()) {
      if (over.aborted) return;
      try {
        await checkPullRequest(deps, number);
      } catch (error) {
        logger.warn('a pull request could not be checked, and is looked at again', { error, number });
      }
    }
  };

  const lead = async (host: EmbeddedHost, over: AbortSignal): Promise<void> => {
    const watch = wakes.watch('pull requests');
    while (!over.aborted) {
      watch.look();
      try {
        await checkAll(host, over);
      } catch (error) {
        logger.warn('pull requests could not be read', { error });
      }
      await watch.wait(times.patience, over);
    }
    watch.close();
  };

  const run = async (host: EmbeddedHost): Promise<void> => {
    while (!stopping.signal.aborted) {
      const lease = await leases.acquire('pull requests', {
        duration: times.lease,
        signal: stopping.signal,
      });
      if (!lease) return;
      await lead(host, AbortSignal.any([lease.lost, stopping.signal]));
      await lease.release();
    }
  };

  return {
    start: async () => {
      if (!embedded) return;
      unsubscribe = await signals.subscribe(SignalTopic.ChangesSettled, wake);
      running = run(embedded);
    },
    wake,
    stop: async () => {
      stopping.abort();
      await unsubscribe?.();
      await running;
    },
  };
}
