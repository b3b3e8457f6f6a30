import type { LearningCurve } from './early-stopping.ts';

/** A loss that is not a number, as of a training that diverged, is worse than any other. */
export const worstIfNaN = (loss: number): number => (Number.isNaN(loss) ? Infinity : loss);

/** Number of reports before a step. */
export function reportsBefore({ steps }: LearningCurve, step: number): number {
  // Most trials report at every step, or at every so many of them.
  const first = steps[0] ?? 0;
  const guess = Math.round((step - first) / ((steps[1] ?? first + 1) - first));
  if (steps[guess] === step) return guess;
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] ?? Infinity) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Loss of the last report up to a step, that step included; undefined when there is none. */
export function lossUpTo(curve: LearningCurve, step: number): number | undefined {
  const index = reportsBefore(curve, step);
  const loss = curve.steps[index] === step ? curve.losses[index] : curve.losses[index - 1];
  return loss === undefined ? undefined : worstIfNaN(loss);
}

/** Loss of the first report from a step on; undefined when the trial has not come to it. */
export function lossFrom(curve: LearningCurve, step: number): number | undefined {
  const loss = curve.losses[reportsBefore(curve, step)];
  return loss === undefined ? undefined : worstIfNaN(loss);
}

/** The best loss so far; Infinity after a last one that is not a number. */
export function bestLoss({ losses }: LearningCurve): number {
  if (Number.isNaN(losses.at(-1))) return Infinity;
  let best = Infinity;
  for (const loss of losses) if (loss < best) best = loss;
  return best;
}
