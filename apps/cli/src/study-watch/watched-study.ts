import type { Configuration, Study, StudyEvent, Trial } from '@slipway/contracts';

export interface RunningTrial {
  readonly id: number;
  readonly worker: string;
  /** Milliseconds since the epoch. */
  readonly begunAt: number;
  readonly parameters: Configuration;
  readonly step?: number;
  readonly values: readonly (number | string)[];
}

export interface FinishedTrial {
  readonly id: number;
  readonly state: Trial['state'];
  readonly values: readonly number[];
  readonly parameters: Configuration;
  /** Milliseconds since the epoch. */
  readonly endedAt: number;
  readonly improved: boolean;
  readonly note?: string;
}

/** What somebody who watches a study sees of it. */
export interface WatchedStudy {
  readonly state: Study['state'];
  readonly reason: string | undefined;
  readonly counts: Study['counts'];
  /** Size of the Pareto front; at most one of one objective. */
  readonly front: number;
  /** All that had happened before was read. */
  readonly isCurrent: boolean;
  readonly running: ReadonlyMap<number, RunningTrial>;
  /** The newest ones, the last at the end. */
  readonly finished: readonly FinishedTrial[];
  /** The trial of the last improvement, of one objective. */
  readonly best: FinishedTrial | undefined;
  /** Each improvement: after how many finished trials, and to what. */
  readonly improvements: readonly { readonly x: number; readonly y: number }[];
  /** When the newest trials ended, in milliseconds since the epoch, the last at the end. */
  readonly ends: readonly number[];
}

const mostFinished = 50;
const mostEnds = 200;
const mostImprovements = 2_000;

/** Before the first event. */
export const unseen: WatchedStudy = {
  state: 'running',
  reason: undefined,
  counts: { waiting: 0, running: 0, complete: 0, pruned: 0, failed: 0 },
  front: 0,
  isCurrent: false,
  running: new Map(),
  finished: [],
  best: undefined,
  improvements: [],
  ends: [],
};

export const finishedCount = ({ complete, pruned, failed }: Study['counts']): number =>
  complete + pruned + failed;

/** The study after an event. Events that come again change nothing that is shown. */
export function advanced(study: WatchedStudy, event: StudyEvent): WatchedStudy {
  switch (event.type) {
    case 'trial-begun':
      return begun(study, event);
    case 'trial-reported': {
      const trial = study.running.get(event.trial);
      if (trial === undefined) return study;
      const { step, values } = event;
      return { ...study, running: new Map(study.running).set(event.trial, { ...trial, step, values }) };
    }
    case 'trial-ended':
      return ended(study, event);
    case 'study':
      return {
        ...study,
        state: event.state,
        reason: event.reason,
        counts: event.counts,
        front: event.best.length,
        isCurrent: true,
      };
  }
}

type EventOf<Type extends StudyEvent['type']> = Extract<StudyEvent, { type: Type }>;

function begun(study: WatchedStudy, event: EventOf<'trial-begun'>): WatchedStudy {
  const { trial: id, worker, parameters, at } = event;
  const running = new Map(study.running).set(id, {
    id,
    worker,
    parameters,
    begunAt: Date.parse(at),
    values: [],
  });
  return { ...study, running, counts: { ...study.counts, running: running.size } };
}

function ended(study: WatchedStudy, event: EventOf<'trial-ended'>): WatchedStudy {
  const { trial: id, state, values, at, improved, note } = event;
  const running = new Map(study.running);
  running.delete(id);
  const trial: FinishedTrial = {
    id,
    state,
    values,
    improved,
    endedAt: Date.parse(at),
    parameters: study.running.get(id)?.parameters ?? {},
    ...(note === undefined ? {} : { note }),
  };
  const counts = { ...study.counts, running: running.size };
  if (state === 'complete' || state === 'pruned' || state === 'failed') counts[state] += 1;
  const [value] = values;
  const improvement = improved && value !== undefined ? [{ x: finishedCount(counts), y: value }] : [];
  return {
    ...study,
    running,
    counts,
    finished: [...study.finished, trial].slice(-mostFinished),
    best: improved ? trial : study.best,
    improvements: [...study.improvements, ...improvement].slice(-mostImprovements),
    ends: [...study.ends, trial.endedAt].slice(-mostEnds),
  };
}
