import type { AttemptReport } from '@slipway/contracts';

export type Outcome = Extract<AttemptReport, { type: 'ended' }>['outcome'];

/** How an attempt is to end, decided once. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly reason: string;
  readonly exitCode?: number;
}

/** What an agent has to remember of an attempt beyond its reports. */
export type Mark =
  /** From here on processes may exist; written before the first one does. */
  | { readonly kind: 'starting'; readonly boot: string; readonly source?: string; readonly python?: string }
  /** Decided, but not yet cleaned up: what is found after a restart no longer changes the outcome. */
  | { readonly kind: 'finishing'; readonly verdict: Verdict };

/** One line of a journal: all of it happened, or nothing of it. */
export interface Transaction {
  readonly at: string;
  /** Sequence number of the first report. */
  readonly first?: number;
  readonly reports?: readonly AttemptReport[];
  readonly mark?: Mark;
  /** Process index → offset in its log up to which its lines are accounted for. */
  readonly cursors?: Readonly<Record<string, number>>;
  /** The one warning about malformed metric lines was given. */
  readonly warned?: true;
  /** In the first line alone: another agent has reported on the attempt before, up to this sequence number. */
  readonly takenOver?: { readonly sequence: number; readonly execution?: string };
}

export interface JournalState {
  /** Sequence number of the newest report. */
  readonly sequence: number;
  readonly pickedUp: boolean;
  /** What executes the attempt: the uid of its Job. */
  readonly execution: string | undefined;
  /** Steps of the preparation that were reported. */
  readonly steps: ReadonlySet<string>;
  readonly warnings: ReadonlySet<string>;
  readonly starting: Extract<Mark, { kind: 'starting' }> | undefined;
  readonly startedAt: Date | undefined;
  readonly verdict: Verdict | undefined;
  readonly artifacts: ReadonlySet<string>;
  readonly cursors: Readonly<Record<string, number>>;
  readonly warned: boolean;
  readonly ended: { readonly at: Date; readonly outcome: Outcome } | undefined;
}

export const emptyJournal: JournalState = {
  sequence: 0,
  pickedUp: false,
  execution: undefined,
  steps: new Set(),
  warnings: new Set(),
  starting: undefined,
  startedAt: undefined,
  verdict: undefined,
  artifacts: new Set(),
  cursors: {},
  warned: false,
  ended: undefined,
};

/** The state after one more transaction. */
export function applyTransaction(state: JournalState, transaction: Transaction): JournalState {
  const reports = transaction.reports ?? [];
  const at = new Date(transaction.at);
  const ended = reports.find((report) => report.type === 'ended');
  const artifacts = reports.flatMap((report) => (report.type === 'artifact' ? [report.name] : []));
  const { mark, takenOver } = transaction;
  const pickedUp = reports.find((report) => report.type === 'picked-up');
  const steps = reports.flatMap((report) => (report.type === 'preparing' ? [report.step] : []));
  const warnings = reports.flatMap((report) => (report.type === 'warning' ? [report.message] : []));
  return {
    sequence: (takenOver?.sequence ?? state.sequence) + reports.length,
    pickedUp: state.pickedUp || pickedUp !== undefined || (takenOver?.sequence ?? 0) > 0,
    execution: state.execution ?? takenOver?.execution ?? pickedUp?.execution,
    steps: joined(state.steps, steps),
    warnings: joined(state.warnings, warnings),
    starting: mark?.kind === 'starting' ? mark : state.starting,
    startedAt: state.startedAt ?? (reports.some((report) => report.type === 'started') ? at : undefined),
    verdict: state.verdict ?? (mark?.kind === 'finishing' ? mark.verdict : undefined),
    artifacts: joined(state.artifacts, artifacts),
    cursors: transaction.cursors ? { ...state.cursors, ...transaction.cursors } : state.cursors,
    warned: state.warned || transaction.warned === true,
    ended: state.ended ?? (ended && { at, outcome: ended.outcome }),
  };
}

const joined = (known: ReadonlySet<string>, more: readonly string[]): ReadonlySet<string> =>
  more.length === 0 ? known : new Set([...known, ...more]);
