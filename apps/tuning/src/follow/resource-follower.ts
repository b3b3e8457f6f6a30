import type { StudyTurns } from '../turns/study-turns.ts';
import type { TuningDeps } from '../tuning-deps.ts';
import { followResources } from './follow-resources.ts';
import { TrialJobs } from './trial-jobs.ts';

/** Milliseconds between looks at desired state; who asks for a study that is new there does not wait for one. */
const patience = 1_000;
const batch = 50;

export interface ResourceFollower {
  start(): void;
  /** Ends the pass under way and resolves when it has ended. */
  stop(): Promise<void>;
}

/** Follows the Studies of desired state, and works on the trials that run as Jobs; a pass that fails is tried again. */
export function resourceFollower(deps: TuningDeps, turns: StudyTurns): ResourceFollower {
  const stopping = new AbortController();
  const jobs = new TrialJobs(deps, turns);
  let running: Promise<void> | undefined;

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        while ((await followResources(deps, turns, batch)) === batch);
        await jobs.follow();
        failures = 0;
      } catch (error) {
        failures += 1;
        deps.logger.warn('following of Studies failed and is tried again', { error, failures });
      }
      await deps.clock.sleep(Math.min(30_000, patience * 2 ** failures), stopping.signal);
    }
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
