import { Wakes, type Service } from '@slipway/service';
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
  const logger = deps.logger.child({ service: 'tuning' });
  const turns = new StudyTurns({ ...deps, logger, wakes });
  return {
    name: 'tuning',
    routes: [...studyRoutes(deps, turns, wakes), ...trialRoutes(deps, turns)],
    mounts: [],
    start: () => Promise.resolve(),
    stop: () => turns.idle(),
    checkReady: async () => {
      await deps.store.find('', '');
    },
  };
}
