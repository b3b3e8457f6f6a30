import type { AttemptReport } from '@slipway/contracts';
import type { AttemptRecord, RunRecord } from '@slipway/ports';
import type { RunInput } from '@slipway/runs';
import type { RunNote } from './advance-runs.ts';

type ReportStep =
  { readonly input: RunInput } | { readonly note: RunNote; readonly progress?: RunRecord['progress'] };

/** What an agent's report on an attempt means for the run. */
export function reportStep(report: AttemptReport, { epoch, name: attempt }: AttemptRecord): ReportStep {
  switch (report.type) {
    case 'picked-up':
      return { input: { type: 'picked-up', epoch, ignored: report.ignored } };
    case 'preparing':
      return { input: { type: 'preparing', epoch, message: report.message } };
    case 'started':
      return { input: { type: 'started', epoch } };
    case 'ended':
      return {
        input: {
          type: 'ended',
          epoch,
          outcome: report.outcome,
          reason: report.reason,
          exitCode: report.exitCode,
        },
      };
    case 'metric': {
      const { name, value, step } = report;
      const message = `${name}=${String(value)}`;
      return {
        note: {
          attempt,
          type: 'metric',
          message,
          data: { name, value, ...(step === undefined ? {} : { step }) },
        },
      };
    }
    case 'progress': {
      const { fraction, message } = report;
      return {
        note: { attempt, type: 'progress', message: message ?? '', data: { fraction } },
        progress: { fraction, message },
      };
    }
    case 'artifact': {
      const { name, bytes, sha256 } = report;
      return {
        note: { attempt, type: 'artifact', message: `Stored ${name}`, data: { name, bytes, sha256 } },
      };
    }
    case 'warning':
      return { note: { attempt, type: 'warning', message: report.message, data: {} } };
  }
}
