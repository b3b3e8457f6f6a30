import type { Point } from '../../space/search-space.ts';
import { Outcome, outcomeOf } from '../outcome.ts';
import type { Observation } from '../sampler.ts';

/** Points and one finite loss for each. */
export interface TrainingData {
  readonly points: readonly Point[];
  /** Shape [points]. */
  readonly losses: Float64Array;
}

/**
 * What a process learns from trials of all outcomes. A pruned one was not among the better half, whatever it reported last;
 * one that failed or violates constraints is as bad as the worst, so that the process keeps away from it. As long as none
 * meets the constraints, what is to be lowered is the violation.
 * @param weights of the objectives, which sum to 1; several are joined as the largest weighted one, each counted from its
 *   best to its worst, and a little of their sum (augmented Chebyshev norm: ParEGO, Knowles 2006)
 * @param most trials that are kept: half of them the best, half the latest
 */
export function trainingData(
  observations: readonly Observation[],
  weights: Float64Array,
  most: number,
): TrainingData {
  const objectives = weights.length;
  const kinds = observations.map((observation) => outcomeOf(observation, objectives));
  const join = joinObjectives(
    observations.filter((_, index) => kinds[index] === Outcome.Measured || kinds[index] === Outcome.Pruned),
    weights,
  );
  const measured = observations
    .filter((_, index) => kinds[index] === Outcome.Measured)
    .map(join)
    .toSorted(ascending);
  const worst = measured.at(-1);
  const middle = measured[measured.length >> 1] ?? -Infinity;
  const violations = observations
    .filter((_, index) => kinds[index] === Outcome.Infeasible)
    .map(({ violation }) => violation);
  const largest = Math.max(0, ...violations.filter(Number.isFinite));
  const rows = observations.map((observation, index) => {
    const { point } = observation;
    const kind = kinds[index];
    if (worst === undefined) {
      if (kind === Outcome.Pruned) return { point, loss: 0 };
      return {
        point,
        loss: kind === Outcome.Infeasible ? Math.min(observation.violation, largest) : largest,
      };
    }
    if (kind === Outcome.Measured) return { point, loss: join(observation) };
    return { point, loss: kind === Outcome.Pruned ? Math.max(join(observation), middle) : worst };
  });
  const kept = rows.length > most ? bestAndLatest(rows, most) : rows;
  return { points: kept.map(({ point }) => point), losses: Float64Array.from(kept, ({ loss }) => loss) };
}

interface Row {
  readonly point: Point;
  readonly loss: number;
}

function bestAndLatest(rows: readonly Row[], most: number): readonly Row[] {
  const latest = most >> 1;
  const best = rows.slice(0, -latest).toSorted((left, right) => ascending(left.loss, right.loss));
  return [...best.slice(0, most - latest), ...rows.slice(-latest)];
}

function joinObjectives(
  observations: readonly Observation[],
  weights: Float64Array,
): (observation: Observation) => number {
  if (weights.length === 1) return ({ losses }) => losses[0] ?? 0;
  const ranges = Array.from(weights, (weight, objective) => {
    let low = Infinity;
    let high = -Infinity;
    for (const { losses } of observations) {
      low = Math.min(low, losses[objective] ?? low);
      high = Math.max(high, losses[objective] ?? high);
    }
    return { low, scale: weight / (high - low || 1) };
  });
  return ({ losses }) => {
    const parts = ranges.map(({ low, scale }, objective) => ((losses[objective] ?? low) - low) * scale);
    return Math.max(...parts) + 0.05 * parts.reduce((sum, part) => sum + part, 0);
  };
}

function ascending(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
