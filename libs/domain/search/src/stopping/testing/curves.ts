import fc from 'fast-check';
import type { EarlyStopping, LearningCurve } from '../early-stopping.ts';

/** A curve with a loss at each of the steps 1, 2, 3, … */
export const curve = (trial: number, losses: readonly number[], isComplete = false): LearningCurve => ({
  trial,
  steps: losses.map((_, index) => index + 1),
  losses,
  isComplete,
});

/** Curves of complete trials, numbered from 1. */
export const completed = (...losses: readonly (readonly number[])[]): readonly LearningCurve[] =>
  losses.map((some, index) => curve(index + 1, some, true));

/** Losses of some trials, step by step, some not numbers. */
export const arbitraryLosses: fc.Arbitrary<readonly (readonly number[])[]> = fc.array(
  fc.array(fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 0, max: 20 }) }, fc.constant(Number.NaN)), {
    minLength: 1,
    maxLength: 12,
  }),
  { minLength: 2, maxLength: 20 },
);

/**
 * Runs trials side by side, each a step at a time in turn, and stops those that the rule says.
 * @returns how many steps each has done
 */
export function play(rule: EarlyStopping, losses: readonly (readonly number[])[]): readonly number[] {
  const curves = losses.map((_, trial) => curve(trial, []));
  const stopped = new Set<number>();
  for (let step = 1; step <= Math.max(...losses.map(({ length }) => length)); step += 1) {
    for (const [trial, all] of losses.entries()) {
      if (stopped.has(trial) || step > all.length) continue;
      const now = curve(trial, all.slice(0, step));
      curves[trial] = now;
      if (
        rule.shouldStop(
          now,
          curves.filter((other) => other !== now && other.steps.length > 0),
        )
      )
        stopped.add(trial);
      else curves[trial] = { ...now, isComplete: step === all.length };
    }
  }
  return curves.map(({ steps }) => steps.length);
}
