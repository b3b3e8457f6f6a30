import { issueAt } from '../validation/invalid-input.ts';
import { checkOptions } from './check-options.ts';
import type { EarlyStopping } from './early-stopping.ts';
import { isAmongBest, rungReached } from './rungs.ts';

export interface AshaOptions {
  /** The step of the first rung, at least 1; default 1. */
  readonly minResource?: number;
  /** At each rung the best one of so many goes on, and the next rung is so many times further; at least 2, default 3. */
  readonly reductionFactor?: number;
  /** The step at which a trial ends by itself: from there on none is stopped. Default: there is no such step. */
  readonly maxResource?: number;
}

/**
 * Asynchronous successive halving (Li et al., "A system for massively parallel hyperparameter tuning", MLSys 2020): when a
 * trial comes to a rung, at the steps `minResource * reductionFactor^k`, it stops unless its loss there is among the best
 * `1 / reductionFactor` of the trials that have come to it by then. Trials are stopped instead of paused and promoted later,
 * so nothing waits for others. One that passes several rungs with one report is judged at the highest.
 *
 * A loss that is not a number is worse than all others. The best trial of a rung never stops there.
 *
 * @throws InvalidInputError with an issue for each wrong option
 */
export function asha(options: AshaOptions = {}): EarlyStopping {
  const { minResource = 1, reductionFactor = 3, maxResource = Infinity } = options;
  checkOptions(
    'ASHA rule',
    options,
    { minResource: { atLeast: 1 }, reductionFactor: { atLeast: 2 }, maxResource: { atLeast: 1 } },
    () =>
      maxResource > minResource
        ? []
        : [
            issueAt(
              'maxResource',
              `${String(maxResource)} is not above minResource, which is ${String(minResource)}`,
            ),
          ],
  );
  const rungs = { first: minResource, factor: reductionFactor, end: maxResource };
  return {
    shouldStop: (curve, others) => {
      const rung = rungReached(curve, rungs);
      return rung !== undefined && !isAmongBest(curve, others, rung, reductionFactor);
    },
  };
}
