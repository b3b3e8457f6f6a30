import { withResult, type StudyResults } from './results.ts';
import type { Objective } from './study.ts';
import { isFinal, TrialState } from './trial.ts';

/** What a client that makes its own suggestions wants a trial to be. */
export interface WantedState {
  readonly state: TrialState;
  /** None: they stay as they are. */
  readonly values: readonly number[];
}

/**
 * `changed`: as the trial is now. `taken`: it runs already, so somebody else has begun it. `finished`: a final trial stays
 * as it is.
 */
export type SetStateDecision =
  | { readonly kind: 'changed'; readonly state: TrialState; readonly values: readonly number[] }
  | { readonly kind: 'taken' | 'finished' };

/** What becomes of a trial whose client sets its state. Of several that want to begin a waiting one, the first does. */
export function decideSetState(
  trial: { readonly state: TrialState; readonly values: readonly number[] },
  { state, values }: WantedState,
): SetStateDecision {
  if (isFinal(trial.state)) return { kind: 'finished' };
  if (state === TrialState.Running && trial.state !== TrialState.Waiting) return { kind: 'taken' };
  return { kind: 'changed', state, values: values.length > 0 ? values : trial.values };
}

/**
 * Results with those of a trial that a client gives whatever values it likes: unless there is a finite one for each
 * objective, it counts and is never among the best.
 */
export function withClientResult(
  results: StudyResults,
  objectives: readonly Objective[],
  trial: { readonly number: number; readonly state: TrialState; readonly values: readonly number[] },
): StudyResults {
  if (!isFinal(trial.state)) return results;
  const isComparable = trial.values.length === objectives.length && trial.values.every(Number.isFinite);
  if (trial.state !== TrialState.Complete || isComparable) {
    return withResult(results, objectives, { ...trial, violation: 0, cost: undefined });
  }
  return { ...results, complete: results.complete + 1, sinceBest: results.sinceBest + 1 };
}
