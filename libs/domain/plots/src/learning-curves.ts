import type { PlotInput } from './plot.ts';

export interface LearningCurve {
  readonly trial: number;
  /** Steps and values, by step. */
  readonly points: readonly (readonly [number, number])[];
}

/** What each trial reported of an objective, by its number. Reports that are no finite number are passed over. */
export function learningCurves(reports: PlotInput['reports'], objective: number): readonly LearningCurve[] {
  const curves = new Map<number, Map<number, number>>();
  for (const { trial, step, values } of reports) {
    const value = values[objective];
    if (value === undefined || !Number.isFinite(value)) continue;
    const curve = curves.get(trial) ?? new Map<number, number>();
    curves.set(trial, curve.set(step, value));
  }
  return [...curves]
    .sort(([left], [right]) => left - right)
    .map(([trial, points]) => ({ trial, points: [...points].sort(([left], [right]) => left - right) }));
}
