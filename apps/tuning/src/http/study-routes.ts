import { studyEndpoints, type Study } from '@slipway/contracts';
import type { StudyRecord } from '@slipway/ports';
import { route, type Route, type Wakes } from '@slipway/service';
import { stopConditions } from '@slipway/studies';
import { watchStudy } from '../events/watch-study.ts';
import { following } from '../follow/following.ts';
import { StudyImportances } from '../importance/study-importance.ts';
import { createStudy } from '../studies/create-study.ts';
import { extendStudy, pauseStudy, resumeStudy, stopStudy } from '../turns/change-state.ts';
import type { StudyRequest } from '../turns/study-request.ts';
import type { StudyTurns } from '../turns/study-turns.ts';
import type { TuningDeps } from '../tuning-deps.ts';
import { eventId, eventView, positionAfter } from './event-view.ts';
import { findStudy } from './find-study.ts';
import { cursorOf, nameAfter, pageOf } from './pages.ts';
import { studyView, summaryView } from './study-view.ts';

/** Of studies as a whole. */
export function studyRoutes(deps: TuningDeps, turns: StudyTurns, wakes: Wakes): readonly Route[] {
  const { store } = deps;
  const importances = new StudyImportances(deps);

  const view = async (study: StudyRecord): Promise<Study> => {
    const numbers = study.results.front.map(({ trial }) => trial);
    const [front, importance] = await Promise.all([
      store.trials(study.ref, numbers),
      importances.last(study),
    ]);
    return studyView(study, front, importance);
  };
  const changed = async (team: string, name: string, request: StudyRequest<void>): Promise<Study> => {
    await turns.perform(team, name, request);
    return view(await findStudy(store, team, name));
  };

  return [
    route(studyEndpoints.createStudy, async ({ params: { team }, body: { name, spec }, principal }) =>
      view(await createStudy(deps, { team, name, spec, createdBy: principal.name })),
    ),
    route(studyEndpoints.listStudies, async ({ params: { team }, query: { limit, cursor } }) => {
      const found = await store.list(team, { after: nameAfter(cursor), limit: limit + 1 });
      return pageOf(found, limit, summaryView, ({ name }) => cursorOf(name));
    }),
    route(studyEndpoints.getStudy, ({ params: { team, name } }) =>
      following(deps, turns, team, name, async () => view(await findStudy(store, team, name))),
    ),
    route(studyEndpoints.studyImportance, async ({ params: { team, name }, query: { metric } }) =>
      importances.find(await findStudy(store, team, name), metric),
    ),
    route(
      studyEndpoints.watchStudy,
      async function* ({ params: { team, name }, query: { after, follow }, signal }) {
        const study = await findStudy(store, team, name);
        const position = positionAfter(after, { calls: study.sequence, reports: study.reports });
        const events = watchStudy({ store, wakes }, study, { after: position, follow }, signal);
        for await (const event of events)
          yield { id: eventId(event.position), data: eventView(event.happening) };
      },
    ),
    route(studyEndpoints.pauseStudy, ({ params: { team, name } }) => changed(team, name, pauseStudy())),
    route(studyEndpoints.resumeStudy, ({ params: { team, name } }) => changed(team, name, resumeStudy())),
    route(studyEndpoints.stopStudy, ({ params: { team, name }, principal }) =>
      changed(team, name, stopStudy(principal.name)),
    ),
    route(studyEndpoints.extendStudy, ({ params: { team, name }, body: { stop } }) =>
      changed(team, name, extendStudy(stopConditions(stop))),
    ),
  ];
}
