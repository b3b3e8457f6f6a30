import type { TrialRecord } from '@slipway/ports';
import type { Observation } from '@slipway/search';
import { lossesOf, TrialState, type Objective } from '@slipway/studies';

/** A final trial as the sampler is told of it. One that was stopped early before it reported every objective has failed. */
export function observationOf(trial: TrialRecord, objectives: readonly Objective[]): Observation {
  const point = Float64Array.from(trial.point);
  const losses = lossesOf(objectives, trial.values);
  const hasLosses = losses.length === objectives.length;
  if (!hasLosses || (trial.state !== TrialState.Complete && trial.state !== TrialState.Pruned))
    return { trial: trial.number, point, state: 'failed', losses: [], violation: 0 };
  return { trial: trial.number, point, state: trial.state, losses, violation: trial.violation };
}
