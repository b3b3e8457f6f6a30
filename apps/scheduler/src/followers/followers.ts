import type { SchedulerContext } from '../context.ts';
import { wakeKeys } from '../context.ts';
import { answerRunRequests } from '../use-cases/answer-run-requests.ts';
import { closeTracking } from '../use-cases/close-tracking.ts';
import { admitHeldRuns, elapseBackoffs, followOutcomes } from '../use-cases/follow-outcomes.ts';
import { leaveLostClusters } from '../use-cases/leave-lost-clusters.ts';
import { cancelStrayTrials, retireEndedTrials } from '../use-cases/end-trials.ts';
import { followStudies } from '../use-cases/follow-studies.ts';
import { followWorkflows } from '../workflows/follow-workflows.ts';
import { startTrials } from '../use-cases/start-trials.ts';
import { countActiveRuns } from './count-active-runs.ts';

/** Without a wake-up they look again after so many milliseconds: for lost signals, due timers, and other replicas. */
const patience = 500;
const batch = 100;
/** How often, in milliseconds, it is looked whether clusters are lost. */
const lossPatience = 5_000;

/** What the scheduler does on its own, besides answering requests. */
export interface Followers {
  start(): void;
  /** Ends the pass under way and resolves when it has ended. */
  stop(): Promise<void>;
}

/**
 * Takes runs on by outcomes of changes, elapsed backoffs and freed slots, in passes that never overlap. A pass that fails
 * is tried again: everything it does is in transactions, and what they left undone is found again.
 */
export function createFollowers(context: SchedulerContext): Followers {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    const watch = context.wakes.watch(wakeKeys.followers);
    const stopped = (): boolean => stopping.signal.aborted;
    let failures = 0;
    let lossesAt = -Infinity;
    while (!stopped()) {
      watch.look();
      try {
        await followOnce(context);
        const now = context.clock.now().getTime();
        if (now - lossesAt >= lossPatience) {
          lossesAt = now;
          await leaveLostClusters(context);
        }
        failures = 0;
        await watch.wait(patience, stopping.signal);
      } catch (error) {
        failures += 1;
        context.logger.warn('following of runs failed and is tried again', { error, failures });
        await context.clock.sleep(Math.min(5_000, 100 * 2 ** failures), stopping.signal);
      }
    }
    watch.close();
  };

  return {
    start: () => {
      running ??= run();
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}

/** One pass: everything that is there to be done now. */
export async function followOnce(context: SchedulerContext): Promise<void> {
  while ((await followOutcomes(context, batch)) === batch);
  while ((await elapseBackoffs(context, batch)) === batch);
  while ((await answerRunRequests(context, batch)) === batch);
  await admitHeldRuns(context, batch);
  while ((await closeTracking(context, batch)) === batch);
  while ((await cancelStrayTrials(context, batch)) === batch);
  await startTrials(context, batch);
  await retireEndedTrials(context, batch);
  while ((await followStudies(context, batch)) === batch);
  while ((await followWorkflows(context, batch)) === batch);
  await countActiveRuns(context);
}
