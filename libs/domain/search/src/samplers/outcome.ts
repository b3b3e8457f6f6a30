import type { Observation } from './sampler.ts';

/**
 * Kinds of outcome from the best to the worst: a trial that met its constraints and was measured to the end; one that was
 * pruned, which was among the worse ones when it was; one that violates constraints; one that has no loss.
 */
export const Outcome = { Measured: 0, Pruned: 1, Infeasible: 2, Failed: 3 } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** @param objectives number of losses that a measured trial has */
export function outcomeOf({ state, losses, violation }: Observation, objectives: number): Outcome {
  const hasLosses = losses.length === objectives && losses.every((loss) => Number.isFinite(loss));
  if (state === 'failed' || !hasLosses || Number.isNaN(violation)) return Outcome.Failed;
  if (violation > 0) return Outcome.Infeasible;
  return state === 'pruned' ? Outcome.Pruned : Outcome.Measured;
}

/** Negative when the first is better, by kind, then by violation or loss (of one objective); ties by trial number. */
export const compareOutcomes = (left: Observation, right: Observation): number =>
  compareMerits(left, right) || left.trial - right.trial;

/** As `compareOutcomes`, and 0 for what is equally good. */
export function compareMerits(left: Observation, right: Observation): number {
  const kind = outcomeOf(left, 1);
  const byKind = kind - outcomeOf(right, 1);
  if (byKind !== 0 || kind === Outcome.Failed) return byKind;
  return kind === Outcome.Infeasible
    ? compare(left.violation, right.violation)
    : compare(left.losses[0] ?? 0, right.losses[0] ?? 0);
}

function compare(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
