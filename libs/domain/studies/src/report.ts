import type { StudyRules } from './study.ts';
import { isFinal, TrialState, type Trial } from './trial.ts';

/** Intermediate values that a worker reports while its trial runs. */
export interface Report {
  /** Undefined when it does not say who it is: then it is taken for the one that has the trial. */
  readonly worker: string | undefined;
  /** 0, 1, 2, …: epochs, batches, or what the worker counts. */
  readonly step: number;
  readonly values: readonly number[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * `kept`: it is new, and its worker has the trial for another while. `known`: this step was reported before; nothing
 * changes. `lost`: the trial is another worker's or has ended: who reports should stop working on it.
 */
export type ReportDecision =
  | { readonly kind: 'kept'; readonly trial: Trial; readonly values: readonly number[] }
  | { readonly kind: 'known'; readonly trial: Trial }
  | { readonly kind: 'lost' | 'invalid'; readonly message: string };

export function decideReport(rules: StudyRules, trial: Trial, report: Report): ReportDecision {
  const name = `trial ${String(trial.number)}`;
  const { step, values, worker } = report;
  if (!Number.isSafeInteger(step) || step < 0)
    return { kind: 'invalid', message: `step ${String(step)} is not 0, 1, 2, …` };
  if (values.length === 0 || values.length > rules.objectives.length)
    return {
      kind: 'invalid',
      message: `a report has 1 to ${String(rules.objectives.length)} values, and ${String(values.length)} came`,
    };
  if (isFinal(trial.state)) return { kind: 'lost', message: `${name} is ${trial.state} already` };
  if (trial.state === TrialState.Waiting || (worker !== undefined && trial.worker !== worker))
    return {
      kind: 'lost',
      message: `${name} is not with ${worker === undefined ? 'any worker' : `worker ${worker}`}`,
    };
  const leased = { ...trial, leasedUntil: Math.max(trial.leasedUntil, report.now + rules.leaseTime) };
  if (trial.lastStep !== undefined && step <= trial.lastStep) return { kind: 'known', trial: leased };
  return { kind: 'kept', trial: { ...leased, lastStep: step, lastValues: values }, values };
}
