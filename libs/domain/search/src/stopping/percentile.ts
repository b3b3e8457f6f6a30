import { checkOptions } from './check-options.ts';
import { bestLoss, lossUpTo } from './curve-loss.ts';
import type { EarlyStopping } from './early-stopping.ts';
import { isDue, scheduleRules, type Schedule } from './schedule.ts';

export interface MedianOptions extends Schedule {
  /** No trial stops before so many others have come to its step or have ended; default 5. */
  readonly warmUpTrials?: number;
}

export interface PercentileOptions extends MedianOptions {
  /** The part of the trials that goes on, in percent: 25 keeps the best quarter. */
  readonly percentile: number;
}

/**
 * Stops a trial when its best loss so far is worse than what `percentile` percent of the others had at its step. Of a trial
 * that did not come to the step, because it ended, was stopped, or is slower, the last loss before it counts: so those that
 * were stopped stay among those compared with, and the rule does not become stricter with every step. After the median
 * stopping rule of Golovin et al. ("Google Vizier", KDD 2017, section 3.2), which compares with the averages of curves
 * instead, and with completed trials alone.
 *
 * A loss that is not a number is worse than all others; the trial with the best loss never stops.
 *
 * @throws InvalidInputError with an issue for each wrong option
 */
export function percentileRule(options: PercentileOptions): EarlyStopping {
  checkOptions('percentile rule', options, {
    percentile: { isRequired: true, above: 0, below: 100 },
    ...medianOptions,
  });
  return rankRule(options.percentile / 100, options);
}

export const medianOptions = { warmUpTrials: { isWhole: true, atLeast: 1 }, ...scheduleRules } as const;

/** @param share of the trials that goes on */
export function rankRule(share: number, options: MedianOptions): EarlyStopping {
  const { warmUpTrials = 5 } = options;
  return {
    shouldStop: (curve, others) => {
      if (others.length < warmUpTrials || !isDue(curve, options)) return false;
      const step = curve.steps.at(-1) ?? 0;
      const own = bestLoss(curve);
      let arrived = 0;
      let compared = 0;
      let better = 0;
      for (const other of others) {
        const loss = lossUpTo(other, step);
        if (loss === undefined) continue;
        compared += 1;
        if (other.isComplete || (other.steps.at(-1) ?? -Infinity) >= step) arrived += 1;
        if (loss < own) better += 1;
      }
      return arrived >= warmUpTrials && better > share * compared;
    },
  };
}
