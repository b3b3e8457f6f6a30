import { studyEndpoints, type Study } from '@slipway/contracts';
import { NotFoundError } from '@slipway/kernel';
import type { StudyRecord } from '@slipway/ports';
import { route, type Route } from '@slipway/service';
import { createStudy } from '../studies/create-study.ts';
import { stopConditions } from '../studies/study-definition.ts';
import { askTrials } from '../turns/ask-trials.ts';
import { extendStudy, pauseStudy, resumeStudy, stopStudy } from '../turns/change-state.ts';
import { enqueueTrials } from '../turns/enqueue-trials.ts';
import { reportTrial } from '../turns/report-trial.ts';
import type { StudyRequest } from '../turns/study-request.ts';
import type { StudyTurns } from '../turns/study-turns.ts';
import { tellTrial } from '../turns/tell-trial.ts';
import type { TuningDeps } from '../tuning-deps.ts';
import { cursorOf, nameAfter, numberAfter } from './cursors.ts';
import { studyView, summaryView, taskView, trialView, valueOf } from './study-view.ts';

export function studyRoutes(deps: TuningDeps, turns: StudyTurns): readonly Route[] {
  const { store } = deps;

  const find = async (team: string, name: string): Promise<StudyRecord> => {
    const study = await store.find(team, name);
    if (study) return study;
    throw new NotFoundError(`There is no study ${name} in team ${team}.`, { details: { team, study: name } });
  };
  const view = async (study: StudyRecord): Promise<Study> => {
    const numbers = study.results.front.map(({ trial }) => trial);
    return studyView(study, await store.trials(study.ref, numbers));
  };
  const changed = async (team: string, name: string, request: StudyRequest<void>): Promise<Study> => {
    await turns.perform(team, name, request);
    return view(await find(team, name));
  };

  return [
    route(studyEndpoints.createStudy, async ({ params: { team }, body: { name, spec }, principal }) =>
      view(await createStudy(deps, { team, name, spec, createdBy: principal.name })),
    ),
    route(studyEndpoints.listStudies, async ({ params: { team }, query: { limit, cursor } }) => {
      const found = await store.list(team, { after: nameAfter(cursor), limit: limit + 1 });
      return pageOf(found, limit, summaryView, ({ name }) => name);
    }),
    route(studyEndpoints.getStudy, async ({ params: { team, name } }) => view(await find(team, name))),
    route(studyEndpoints.askTrials, async ({ params: { team, name }, body: { worker, count } }) => {
      const { trials, state, reason } = await turns.perform(team, name, askTrials(worker, count));
      return { trials: trials.map(taskView), state, ...(reason === undefined ? {} : { reason }) };
    }),
    route(studyEndpoints.enqueueTrials, async ({ params: { team, name }, body }) => {
      const trials = await turns.perform(team, name, enqueueTrials(body.configurations));
      return { trials: trials.map(taskView) };
    }),
    route(studyEndpoints.reportTrial, async ({ params: { team, name, trial }, body }) => {
      const report = { ...body, values: body.values.map(valueOf) };
      const { stop, reason } = await turns.perform(team, name, reportTrial(trial, report));
      return { stop, ...(reason === undefined ? {} : { reason }) };
    }),
    route(studyEndpoints.tellTrial, async ({ params: { team, name, trial }, body }) => {
      const told = {
        ...{ state: body.state, worker: body.worker, cost: body.cost },
        values: body.values.map(valueOf),
        constraints: body.constraints.map(valueOf),
      };
      const { state, repeated, note } = await turns.perform(team, name, tellTrial(trial, told));
      return { state, repeated, ...(note === undefined ? {} : { note }) };
    }),
    route(studyEndpoints.listTrials, async ({ params: { team, name }, query: { limit, cursor, state } }) => {
      const { ref } = await find(team, name);
      const found = await store.listTrials(ref, { state, after: numberAfter(cursor), limit: limit + 1 });
      return pageOf(found, limit, trialView, ({ number }) => number);
    }),
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

/** A page of what was found, which is one item more than the page holds when there is another page. */
function pageOf<Item, View>(
  found: readonly Item[],
  limit: number,
  view: (item: Item) => View,
  keyOf: (item: Item) => string | number,
): { items: View[]; cursor?: string } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(view),
    ...(found.length > limit && last !== undefined ? { cursor: cursorOf(keyOf(last)) } : {}),
  };
}
