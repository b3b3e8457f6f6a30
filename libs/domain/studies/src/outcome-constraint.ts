/** A metric that a result must keep within bounds, ends included; without any it must be at most 0. */
export interface OutcomeConstraint {
  readonly metric: string;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/**
 * By how much values are outside of the bounds of their constraints, in all; 0 when they hold.
 * @param values one for each constraint; of one that was not told nothing is known, and it counts as held
 */
export function violationOf(constraints: readonly OutcomeConstraint[], values: readonly number[]): number {
  let violation = 0;
  for (const [index, { min, max }] of constraints.entries()) {
    const value = values[index];
    if (value === undefined) continue;
    const most = max ?? (min === undefined ? 0 : Infinity);
    violation += Math.max(0, value - most, (min ?? -Infinity) - value);
  }
  return violation;
}
