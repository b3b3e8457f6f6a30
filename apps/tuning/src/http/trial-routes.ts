import { studyEndpoints } from '@slipway/contracts';
import { route, type Route } from '@slipway/service';
import { following } from '../follow/following.ts';
import { askTrials } from '../turns/ask-trials.ts';
import { enqueueTrials } from '../turns/enqueue-trials.ts';
import { releaseTrial } from '../turns/release-trial.ts';
import { reportTrial } from '../turns/report-trial.ts';
import type { StudyTurns } from '../turns/study-turns.ts';
import { tellTrial } from '../turns/tell-trial.ts';
import type { TuningDeps } from '../tuning-deps.ts';
import { findStudy } from './find-study.ts';
import { selected, trialPage, trialsAsCsv, trialsAsJsonLines } from './trial-list.ts';
import { taskView, valueOf } from './trial-view.ts';

/** Of the trials of studies. */
export function trialRoutes(deps: TuningDeps, turns: StudyTurns): readonly Route[] {
  const { store } = deps;
  return [
    route(studyEndpoints.askTrials, async ({ params: { team, name }, body: { worker, count } }) => {
      const { trials, state, reason } = await following(deps, turns, team, name, () =>
        turns.perform(team, name, askTrials(worker, count)),
      );
      return { trials: trials.map(taskView), state, ...(reason === undefined ? {} : { reason }) };
    }),
    route(studyEndpoints.enqueueTrials, async ({ params: { team, name }, body }) => {
      const trials = await turns.perform(team, name, enqueueTrials(body.configurations));
      return { trials: trials.map(taskView) };
    }),
    route(studyEndpoints.reportTrial, async ({ params: { team, name, trial }, body }) => {
      const report = { step: body.step, worker: body.worker, values: body.values.map(valueOf) };
      const { stop, reason } = await turns.perform(team, name, reportTrial(trial, report));
      return { stop, ...(reason === undefined ? {} : { reason }) };
    }),
    route(studyEndpoints.releaseTrial, async ({ params: { team, name, trial }, body: { worker } }) => ({
      released: await turns.perform(team, name, releaseTrial(trial, worker)),
    })),
    route(studyEndpoints.tellTrial, async ({ params: { team, name, trial }, body }) => {
      const told = {
        ...{ state: body.state, worker: body.worker, cost: body.cost },
        values: body.values.map(valueOf),
        constraints: body.constraints.map(valueOf),
      };
      const { state, repeated, note } = await turns.perform(team, name, tellTrial(trial, told));
      return { state, repeated, ...(note === undefined ? {} : { note }) };
    }),
    route(studyEndpoints.listTrials, async ({ params: { team, name }, query }) =>
      trialPage(store, await findStudy(store, team, name), query),
    ),
    route(studyEndpoints.trialsAsCsv, async ({ params: { team, name }, query }) => {
      const study = await findStudy(store, team, name);
      return trialsAsCsv(store, study, selected(study, query));
    }),
    route(studyEndpoints.trialsAsJsonLines, async ({ params: { team, name }, query }) => {
      const study = await findStudy(store, team, name);
      return trialsAsJsonLines(store, study, selected(study, query));
    }),
  ];
}
