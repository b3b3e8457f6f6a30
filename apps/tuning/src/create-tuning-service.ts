import type { Service } from '@slipway/service';
import { studyRoutes } from './http/study-routes.ts';
import { StudyTurns } from './turns/study-turns.ts';
import type { TuningDeps } from './tuning-deps.ts';

/**
 * The tuning service: hands out trials of studies, takes their results, and decides what is tried next. Any number of them
 * may work on one database.
 */
export function createTuningService(deps: TuningDeps): Service {
  const turns = new StudyTurns({ ...deps, logger: deps.logger.child({ service: 'tuning' }) });
  return {
    name: 'tuning',
    routes: studyRoutes(deps, turns),
    mounts: [],
    start: () => Promise.resolve(),
    stop: () => turns.idle(),
    checkReady: async () => {
      await deps.store.find('', '');
    },
  };
}
