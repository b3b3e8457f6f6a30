import type { Happenings, HappeningsRange, TrialRecord, TrialReport } from '@slipway/ports';

/** How far somebody has come: places among the calls of the sampler, and among the reports of the study. */
export interface EventPosition {
  readonly calls: number;
  readonly reports: number;
}

export type Happening =
  | { readonly kind: 'begun' | 'ended'; readonly trial: TrialRecord }
  | { readonly kind: 'reported'; readonly report: TrialReport };

interface Placed {
  /** Place of the call, or of the one before the report. */
  readonly call: number;
  /** 0 for the call itself. */
  readonly report: number;
  readonly happening: Happening;
}

/**
 * What happened within a range, in the order in which it happened, each with the position after it. What may come after
 * something that is beyond the range is left out: at least all calls, or all reports, of the range are there.
 * @param last how far the study has come
 */
export function mergeHappenings(
  { trials, reports }: Happenings,
  { calls, reports: wanted }: HappeningsRange,
  last: EventPosition,
): readonly { readonly happening: Happening; readonly after: EventPosition }[] {
  const isWithin = (place: number | undefined): place is number =>
    place !== undefined && place > calls[0] && place <= calls[1];
  const placed: Placed[] = reports.map((report) => ({
    call: report.sequence,
    report: report.place,
    happening: { kind: 'reported', report },
  }));
  for (const trial of trials) {
    const { begun, told } = trial;
    if (isWithin(begun)) placed.push({ call: begun, report: 0, happening: { kind: 'begun', trial } });
    if (isWithin(told)) placed.push({ call: told, report: 0, happening: { kind: 'ended', trial } });
  }
  placed.sort((one, other) => one.call - other.call || one.report - other.report);
  const lastCall = calls[1] < last.calls ? calls[1] : Infinity;
  const lastReport = wanted[1] < last.reports ? (reports.at(-1)?.sequence ?? 0) : Infinity;
  let after: EventPosition = { calls: calls[0], reports: wanted[0] };
  return placed
    .filter(({ call }) => call <= Math.min(lastCall, lastReport))
    .map(({ call, report, happening }) => {
      after = report === 0 ? { ...after, calls: call } : { ...after, reports: report };
      return { happening, after };
    });
}
