import {
  Configuration,
  StudySpec,
  type ObjectiveValue,
  type Study,
  type StudyStop,
  type Trial,
} from '@slipway/contracts';
import { formatDuration } from '@slipway/kernel';
import type { StudyRecord, StudySummary, TrialRecord } from '@slipway/ports';
import type { StopConditions } from '@slipway/studies';
import type { z } from 'zod';

type Value = z.infer<typeof ObjectiveValue>;

/** A value as JSON has it: one that is no finite number is a text. */
const valueView = (value: number): Value => (Number.isFinite(value) ? value : (String(value) as Value));

/** A value as it was sent. There is no negative zero: it would not outlive the database. */
export const valueOf = (value: Value): number => Number(value) + 0;

export function trialView(trial: TrialRecord): Trial {
  const { lastStep, worker, note, begunAt, endedAt } = trial;
  return {
    id: trial.number,
    state: trial.state,
    parameters: Configuration.parse(trial.parameters),
    values: [...trial.values],
    constraints: [...trial.constraints],
    improved: trial.improved,
    handedOut: trial.handedOut,
    suggested: trial.isSuggested,
    createdAt: trial.createdAt.toISOString(),
    ...(trial.constraints.length === 0 ? {} : { feasible: trial.violation === 0 }),
    ...(trial.cost === undefined ? {} : { cost: trial.cost }),
    ...(lastStep === undefined ? {} : { last: { step: lastStep, values: trial.lastValues.map(valueView) } }),
    ...(worker === undefined ? {} : { worker }),
    ...(trial.state === 'running' ? { leasedUntil: new Date(trial.leasedUntil).toISOString() } : {}),
    ...(note === undefined ? {} : { note }),
    ...(begunAt === undefined ? {} : { begunAt: begunAt.toISOString() }),
    ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
  };
}

/** What a trial is to whoever runs it. */
export const taskView = ({ number, parameters }: TrialRecord): Pick<Trial, 'id' | 'parameters'> => ({
  id: number,
  parameters: Configuration.parse(parameters),
});

export function summaryView({ results, ...study }: StudySummary): Omit<Study, 'spec' | 'stop' | 'best'> {
  const { complete, pruned, failed } = results;
  return {
    name: study.name,
    team: study.team,
    state: study.state,
    ...(study.reason === undefined ? {} : { reason: study.reason }),
    createdBy: study.createdBy,
    createdAt: study.createdAt.toISOString(),
    counts: { waiting: study.waiting, running: study.running, complete, pruned, failed },
    cost: results.cost,
  };
}

/** @param front the trials that no other one beats, in any order */
export function studyView(study: StudyRecord, front: readonly TrialRecord[]): Study {
  const order = new Map(study.results.front.map(({ trial, losses }) => [trial, losses[0] ?? 0]));
  const best = [...front].sort((one, other) => (order.get(one.number) ?? 0) - (order.get(other.number) ?? 0));
  return {
    ...summaryView(study),
    spec: { ...StudySpec.parse(study.spec), seed: study.seed },
    stop: stopView(study.stop),
    best: best.map(trialView),
  };
}

const stopView = ({ time, ...stop }: StopConditions): StudyStop => ({
  ...stop,
  ...(time === undefined ? {} : { time: formatDuration(time) }),
});
