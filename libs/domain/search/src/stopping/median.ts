import { checkOptions } from './check-options.ts';
import type { EarlyStopping } from './early-stopping.ts';
import { medianOptions, rankRule, type MedianOptions } from './percentile.ts';

/**
 * Stops a trial when its best loss so far is worse than the median of the losses that the others had at its step, of an even
 * number of them the worse one of the two in the middle. As `percentileRule` with 50 percent.
 *
 * @throws InvalidInputError with an issue for each wrong option
 */
export function medianRule(options: MedianOptions = {}): EarlyStopping {
  checkOptions('median rule', options, medianOptions);
  return rankRule(0.5, options);
}
