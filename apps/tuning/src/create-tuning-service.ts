import { Wakes, type Service } from '@slipway/service';
import { resourceFollower } from './follow/resource-follower.ts';
import { studyRoutes } from './http/study-routes.ts';
import { trialRoutes } from './http/trial-routes.ts';
import { StudyTurns } from './turns/study-turns.ts';
import type { TuningDeps } from './tuning-deps.ts';

/**
 * The tuning service: hands out trials of studies, takes their results, and decides what is tried next. Any number of them
 * may work on one database.
 */
export function createTuningService(deps: TuningDeps): Service {
  const wakes = new Wakes(deps.clock);
  const own = { ...deps, logger: deps.logger.child({ service: 'tuning' }) };
  const turns = new StudyTurns({ ...own, wakes });
  const follower = resourceFollower(own, turns);
  return {
    name: 'tuning',
    routes: [...studyRoutes(deps, turns, wakes), ...trialRoutes(deps, turns)],
    mounts: [],
    start: () => {
      follower.start();
      return Promise.resolve();
    },
    stop: async () => {
      await follower.stop();
      await turns.idle();
    },
    checkReady: async () => {
      await deps.store.find('', '');
    },
  };
}
