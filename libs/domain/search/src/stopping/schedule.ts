import type { NumberRule } from './check-options.ts';
import type { LearningCurve } from './early-stopping.ts';

/** At which steps a rule is asked. */
export interface Schedule {
  /** Before this step no trial stops; default 0. */
  readonly warmUpSteps?: number;
  /** A trial is judged once in so many steps, at the first one it reports; default 1. */
  readonly interval?: number;
}

export const scheduleRules = {
  warmUpSteps: { isWhole: true, atLeast: 0 },
  interval: { isWhole: true, atLeast: 1 },
} as const satisfies Record<string, NumberRule>;

/** Whether the trial is judged at its last step. */
export function isDue({ steps }: LearningCurve, { warmUpSteps = 0, interval = 1 }: Schedule): boolean {
  const step = steps.at(-1) ?? -Infinity;
  if (step < warmUpSteps) return false;
  const before = steps.at(-2) ?? -Infinity;
  if (before < warmUpSteps) return true;
  return Math.floor((step - warmUpSteps) / interval) > Math.floor((before - warmUpSteps) / interval);
}
