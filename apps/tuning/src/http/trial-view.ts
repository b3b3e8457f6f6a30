import type { Configuration, ObjectiveValue, Trial, TrialTask } from '@slipway/contracts';
import type { TrialRecord } from '@slipway/ports';
import type { z } from 'zod';

type Value = z.infer<typeof ObjectiveValue>;

/** A value as JSON has it: one that is no finite number is a text. */
export const valueView = (value: number): Value =>
  Number.isFinite(value) ? value : (String(value) as Value);

/** A value as it was sent. There is no negative zero: it would not outlive the database. */
export const valueOf = (value: Value): number => Number(value) + 0;

/** It was checked when it was written; the schemas of most answers check it again. */
const configurationOf = ({ parameters }: TrialRecord): Configuration => parameters as Configuration;

export function trialView(trial: TrialRecord): Trial {
  const { lastStep, worker, note, begunAt, endedAt } = trial;
  return {
    id: trial.number,
    state: trial.state,
    parameters: configurationOf(trial),
    values: trial.values.map(valueView),
    constraints: [...trial.constraints],
    improved: trial.improved,
    handedOut: trial.handedOut,
    suggested: trial.isSuggested,
    createdAt: trial.createdAt.toISOString(),
    ...(trial.constraints.length === 0 ? {} : { feasible: trial.violation === 0 }),
    ...(trial.cost === undefined ? {} : { cost: trial.cost }),
    ...(trial.training === undefined ? {} : { training: trial.training }),
    ...(lastStep === undefined ? {} : { last: { step: lastStep, values: trial.lastValues.map(valueView) } }),
    ...(worker === undefined ? {} : { worker }),
    ...(trial.state === 'running' && trial.leasedUntil > 0
      ? { leasedUntil: new Date(trial.leasedUntil).toISOString() }
      : {}),
    ...(note === undefined ? {} : { note }),
    ...(begunAt === undefined ? {} : { begunAt: begunAt.toISOString() }),
    ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
  };
}

/** What a trial is to whoever runs it. */
export const taskView = (trial: TrialRecord): TrialTask => ({
  id: trial.number,
  parameters: configurationOf(trial),
  ...(trial.training === undefined ? {} : { training: trial.training }),
});
