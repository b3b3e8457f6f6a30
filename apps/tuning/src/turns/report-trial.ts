import { InvalidInputError, TooLargeError } from '@slipway/kernel';
import { decideReport } from '@slipway/studies';
import type { StudyRequest } from './study-request.ts';

export interface GivenReport {
  readonly worker: string | undefined;
  readonly step: number;
  readonly values: readonly number[];
}

export interface ReportAnswer {
  readonly stop: boolean;
  readonly reason: string | undefined;
}

/** Bounds of what a trial and a study may report. */
const limits = { trial: 10_000, study: 5_000_000 };

/** A worker reports intermediate values, keeps its trial thereby, and learns whether to stop. */
export function reportTrial(number: number, report: GivenReport): StudyRequest<ReportAnswer> {
  return {
    trial: number,
    run: (context) => {
      const { study, now } = context;
      const trial = context.trial(number);
      const decision = decideReport(study.rules, trial, { ...report, now: now.getTime() });
      switch (decision.kind) {
        case 'invalid':
          throw new InvalidInputError(decision.message);
        case 'lost':
          return { stop: true, reason: decision.message };
        case 'known':
          study.put({ ...trial, ...decision.trial });
          return { stop: trial.isStopped, reason: undefined };
        case 'kept': {
          if (trial.reports >= limits.trial || study.reports >= limits.study)
            throw new TooLargeError(
              `a trial has ${String(limits.trial)} reports at the most, a study ${String(limits.study)}: report less often`,
            );
          const stops = study.report(trial, report.step, decision.values);
          const isStopped = trial.isStopped || stops;
          study.put({ ...trial, ...decision.trial, isStopped, reports: trial.reports + 1 });
          return { stop: isStopped, reason: undefined };
        }
      }
    },
  };
}
