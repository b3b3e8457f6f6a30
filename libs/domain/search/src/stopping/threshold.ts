import { issueAt } from '../validation/invalid-input.ts';
import { checkOptions } from './check-options.ts';
import type { EarlyStopping } from './early-stopping.ts';
import { isDue, scheduleRules, type Schedule } from './schedule.ts';

export interface ThresholdOptions extends Schedule {
  /** A trial with a greater loss stops. */
  readonly upper?: number;
  /** A trial with a smaller loss stops, for it can't be right. */
  readonly lower?: number;
}

/**
 * Stops a trial whose loss leaves a range, of which at least one end is given, or is not a number. Losses are to be minimised:
 * those of an objective to be maximised are its values with the opposite sign.
 *
 * @throws InvalidInputError with an issue for each wrong option
 */
export function thresholdRule(options: ThresholdOptions): EarlyStopping {
  const { lower = -Infinity, upper = Infinity } = options;
  checkOptions('threshold rule', options, { upper: {}, lower: {}, ...scheduleRules }, () => {
    if (options.lower === undefined && options.upper === undefined)
      return [issueAt('upper', 'there is neither upper nor lower', 'at least one of them')];
    return lower <= upper
      ? []
      : [issueAt('lower', `${String(lower)} is above upper, which is ${String(upper)}`)];
  });
  return {
    shouldStop: (curve) => {
      const loss = curve.losses.at(-1);
      return loss !== undefined && isDue(curve, options) && !(loss >= lower && loss <= upper);
    },
  };
}
