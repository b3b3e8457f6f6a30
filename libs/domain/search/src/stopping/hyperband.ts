import { issueAt } from '../validation/invalid-input.ts';
import { checkOptions } from './check-options.ts';
import type { EarlyStopping } from './early-stopping.ts';
import { isAmongBest, rungReached, type Rungs } from './rungs.ts';

export interface HyperbandOptions {
  /** The step at which a trial ends by itself. */
  readonly maxResource: number;
  /** No trial stops before this step, at least 1; default 1. */
  readonly minResource?: number;
  /** At each rung the best one of so many goes on, and the next rung is so many times further; at least 2, default 3. */
  readonly reductionFactor?: number;
}

/**
 * Hyperband (Li et al., JMLR 2018) with asynchronous successive halving in each bracket (Li et al., MLSys 2020). Bracket `s`
 * has its first rung at `maxResource * reductionFactor^-s`; bracket 0 stops nothing. The number of a trial says which bracket
 * it is in: they get trials as `reductionFactor^s / (s + 1)`, so that each has about the same steps to spend, and well mixed.
 *
 * Losses that are not numbers and the best trial are treated as `asha` does.
 *
 * @throws InvalidInputError with an issue for each wrong option
 */
export function hyperband(options: HyperbandOptions): EarlyStopping {
  const { maxResource, minResource = 1, reductionFactor = 3 } = options;
  checkOptions(
    'Hyperband rule',
    options,
    {
      maxResource: { isRequired: true, atLeast: 1 },
      minResource: { atLeast: 1 },
      reductionFactor: { atLeast: 2 },
    },
    () =>
      maxResource >= minResource * reductionFactor
        ? []
        : [issueAt('maxResource', `${String(maxResource)} leaves no room for a rung`, roomy)],
  );
  const brackets = bracketsOf(minResource, maxResource, reductionFactor);
  return {
    shouldStop: (curve, others) => {
      const bracket = brackets.numberOf(curve.trial);
      const rungs = brackets.rungs[bracket];
      const rung = rungs && rungReached(curve, rungs);
      if (rung === undefined) return false;
      return !isAmongBest(
        curve,
        others,
        rung,
        reductionFactor,
        (trial) => brackets.numberOf(trial) === bracket,
      );
    },
  };
}

export interface Brackets {
  /** By number of the bracket. */
  readonly rungs: readonly Rungs[];
  /** The bracket of a trial. */
  numberOf(trial: number): number;
}

const roomy = 'at least minResource times reductionFactor';

/** Rounding must not cost the bracket that begins at the least resource. */
const slack = 1e-9;
const goldenRatio = (Math.sqrt(5) - 1) / 2;

export function bracketsOf(minResource: number, maxResource: number, factor: number): Brackets {
  const last = Math.floor(Math.log(maxResource / minResource) / Math.log(factor) + slack);
  const rungs: Rungs[] = [];
  const ends: number[] = [];
  let total = 0;
  for (let bracket = 0; bracket <= last; bracket += 1) {
    rungs.push({ first: maxResource / factor ** bracket, factor, end: maxResource * (1 - slack) });
    total += factor ** bracket / (bracket + 1);
    ends.push(total);
  }
  return {
    rungs,
    numberOf: (trial) => {
      const place = ((trial * goldenRatio) % 1) * total;
      let bracket = 0;
      while (bracket < last && place >= (ends[bracket] ?? Infinity)) bracket += 1;
      return bracket;
    },
  };
}
