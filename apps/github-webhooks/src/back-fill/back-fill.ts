import type { GithubWebhooksDeps } from '../github-webhooks-deps.ts';
import { compareWithGitHub, type BackFillDeps } from './compare-with-github.ts';

/** Milliseconds. */
const times = { first: 10_000, every: 3_600_000, lease: 60_000 } as const;

export interface BackFill {
  start(): void;
  stop(): Promise<void>;
}

/** Compares the ledger with GitHub's own lists each hour; of all replicas one does it. */
export function createBackFill(deps: BackFillDeps & Pick<GithubWebhooksDeps, 'hooks' | 'leases'>): BackFill {
  const { hooks, leases, clock, logger } = deps;
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  const compareAll = async (): Promise<void> => {
    for (const hook of hooks) {
      try {
        await compareWithGitHub(deps, hook);
      } catch (error) {
        logger.warn('deliveries could not be compared with those of GitHub', { error, hook: hook.hook });
      }
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const lease = await leases.acquire('github back-fill', {
        duration: times.lease,
        signal: stopping.signal,
      });
      if (!lease) return;
      const over = AbortSignal.any([lease.lost, stopping.signal]);
      await clock.sleep(times.first, over);
      while (!over.aborted) {
        await compareAll();
        await clock.sleep(times.every, over);
      }
      await lease.release();
    }
  };

  return {
    start: () => {
      if (hooks.length > 0) running ??= run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
