import { checkOptions } from './check-options.ts';
import type { EarlyStopping } from './early-stopping.ts';

export interface PatienceOptions {
  /** Steps without an improvement after which a trial stops. */
  readonly patience: number;
  /** What the loss has to fall by to be an improvement, in units of the loss; default 0: any fall is one. */
  readonly minDelta?: number;
  /** Before this step no trial stops; default 0. */
  readonly warmUpSteps?: number;
}

/**
 * Stops a trial that has not improved for a number of steps, whatever others do (Prechelt, "Early stopping - but when?", 1998).
 * A loss that is not a number is no improvement.
 *
 * @throws InvalidInputError with an issue for each wrong option
 */
export function patienceRule(options: PatienceOptions): EarlyStopping {
  checkOptions('patience rule', options, {
    patience: { isRequired: true, isWhole: true, atLeast: 1 },
    minDelta: { atLeast: 0 },
    warmUpSteps: { isWhole: true, atLeast: 0 },
  });
  const { patience, minDelta = 0, warmUpSteps = 0 } = options;
  return {
    shouldStop: ({ steps, losses }) => {
      const step = steps.at(-1);
      if (step === undefined || step < warmUpSteps) return false;
      let best = Infinity;
      let improvedAt = steps[0] ?? step;
      for (let index = 0; index < losses.length; index += 1) {
        const loss = losses[index] ?? Number.NaN;
        if (!(loss < best - minDelta)) continue;
        best = loss;
        improvedAt = steps[index] ?? step;
      }
      return step - improvedAt >= patience;
    },
  };
}
