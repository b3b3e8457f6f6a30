import { lossFrom } from './curve-loss.ts';
import type { LearningCurve } from './early-stopping.ts';

/** Steps at which trials are compared: `first`, `first * factor`, `first * factor²`, …, below `end`. */
export interface Rungs {
  readonly first: number;
  readonly factor: number;
  readonly end: number;
}

/** The highest rung that a trial has come to with its last report; undefined when it came to none. */
export function rungReached({ steps }: LearningCurve, { first, factor, end }: Rungs): number | undefined {
  const step = steps.at(-1) ?? -Infinity;
  const before = steps.at(-2) ?? -Infinity;
  let reached: number | undefined;
  for (let rung = first; rung <= step && rung < end; rung *= factor) if (rung > before) reached = rung;
  return reached;
}

/**
 * Whether a trial is among the best `1 / factor` of those that have come to a rung, itself counted, by the loss each had there;
 * the best one is, be they ever so few.
 *
 * @param isPeer whether a trial is compared with this one
 */
export function isAmongBest(
  curve: LearningCurve,
  others: readonly LearningCurve[],
  rung: number,
  factor: number,
  isPeer?: (trial: number) => boolean,
): boolean {
  const own = lossFrom(curve, rung) ?? Infinity;
  let arrived = 1;
  let better = 0;
  for (const other of others) {
    if (isPeer && !isPeer(other.trial)) continue;
    const loss = lossFrom(other, rung);
    if (loss === undefined) continue;
    arrived += 1;
    if (loss < own) better += 1;
  }
  return better < Math.max(1, Math.floor(arrived / factor));
}
