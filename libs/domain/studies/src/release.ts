import { isFinal, TrialState, type Trial } from './trial.ts';

/**
 * `released`: whoever asks next gets it, and that it was begun in vain does not count. `kept`: it has a result, or is not
 * with this worker: nothing changes.
 */
export type ReleaseDecision =
  { readonly kind: 'released'; readonly trial: Trial } | { readonly kind: 'kept' };

/** What becomes of a trial that its worker gives back without a result, as one does that is stopped. */
export function decideRelease(trial: Trial, worker: string): ReleaseDecision {
  if (isFinal(trial.state) || trial.state === TrialState.Waiting || trial.worker !== worker)
    return { kind: 'kept' };
  return {
    kind: 'released',
    trial: { ...trial, leasedUntil: 0, handedOut: Math.max(0, trial.handedOut - 1) },
  };
}
