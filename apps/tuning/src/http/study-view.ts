import { KnownStudySpec, type Study, type StudyImportance, type StudyStop } from '@slipway/contracts';
import { formatDuration } from '@slipway/kernel';
import type { StudyRecord, StudySummary, TrialRecord } from '@slipway/ports';
import type { StopConditions } from '@slipway/studies';
import { trialView } from './trial-view.ts';

export function summaryView({ results, ...study }: StudySummary): Omit<Study, 'spec' | 'stop' | 'best'> {
  const { complete, pruned, failed } = results;
  return {
    name: study.name,
    team: study.team,
    ...(study.optunaName === undefined ? {} : { optunaName: study.optunaName }),
    state: study.state,
    ...(study.reason === undefined ? {} : { reason: study.reason }),
    createdBy: study.createdBy,
    createdAt: study.createdAt.toISOString(),
    counts: { waiting: study.waiting, running: study.running, complete, pruned, failed },
    cost: results.cost,
  };
}

/**
 * @param front the trials that no other one beats, in any order
 * @param importance undefined while nothing is known of it
 */
export function studyView(
  study: StudyRecord,
  front: readonly TrialRecord[],
  importance: StudyImportance | undefined,
): Study {
  const order = new Map(study.results.front.map(({ trial, losses }) => [trial, losses[0] ?? 0]));
  const best = [...front].sort((one, other) => (order.get(one.number) ?? 0) - (order.get(other.number) ?? 0));
  return {
    ...summaryView(study),
    spec: { ...KnownStudySpec.parse(study.spec), seed: study.seed },
    stop: stopView(study.stop),
    best: best.map(trialView),
    ...(importance === undefined ? {} : { importance }),
  };
}

const stopView = ({ time, ...stop }: StopConditions): StudyStop => ({
  ...stop,
  ...(time === undefined ? {} : { time: formatDuration(time) }),
});
