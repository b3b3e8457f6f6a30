import type {
  Direction,
  StopConditions,
  StudyResults,
  StudyState,
  Training,
  Trial,
  TrialComparison,
  TrialState,
} from '@slipway/studies';

/** What a study was made with; it never changes. */
export interface NewStudy {
  readonly team: string;
  readonly name: string;
  /** As JSON. */
  readonly spec: unknown;
  /** Of the sampler. */
  readonly seed: number;
  readonly stop: StopConditions;
  readonly createdBy: string;
  readonly createdAt: Date;
  /** What its sampler is told before anything else, in this order. */
  readonly priors: readonly PriorRecord[];
}

/** A result from outside of the study. */
export interface PriorRecord {
  readonly point: readonly number[];
  readonly values: readonly number[];
}

/** How far somebody who follows a study has read it. */
export interface StudyPosition {
  readonly ref: number;
  /** 0, 1, 2, …: goes up with everything that is saved. */
  readonly version: number;
  /** Of the last call of the sampler. */
  readonly sequence: number;
  /** Number of reports. */
  readonly reports: number;
}

/** What becomes of a study. */
export interface StudyProgressRecord {
  readonly state: StudyState;
  /** Why it has ended. */
  readonly reason: string | undefined;
  readonly stop: StopConditions;
  readonly sequence: number;
  readonly reports: number;
  /** Number of the next trial, and so the number of trials. */
  readonly nextTrial: number;
  /** Trials that are waiting, and those that run. */
  readonly waiting: number;
  readonly running: number;
  readonly results: StudyResults;
}

export interface StudyRecord extends StudyProgressRecord {
  readonly ref: number;
  readonly version: number;
  readonly team: string;
  readonly name: string;
  /** What clients of Optuna call it, who make its suggestions; undefined when Slipway makes them. */
  readonly optunaName: string | undefined;
  readonly spec: unknown;
  readonly seed: number;
  readonly createdBy: string;
  readonly createdAt: Date;
}

/** A study as lists have it: specifications are large. */
export type StudySummary = Omit<StudyRecord, 'spec'>;

export interface TrialRecord extends Trial {
  readonly parameters: unknown;
  /** NaN where a dimension is not active. */
  readonly point: readonly number[];
  /** What it trains, in a study that trains a population; undefined while it is waiting. */
  readonly training: Training | undefined;
  /** How many reports it has. */
  readonly reports: number;
  /** It got among the best of all when it ended. */
  readonly improved: boolean;
  /** Suggested by the sampler; otherwise enqueued. */
  readonly isSuggested: boolean;
  /** Place of its beginning among the calls of the sampler, from 1; undefined while it is waiting. */
  readonly begun: number | undefined;
  /** Place of its result among the calls of the sampler; undefined until it is final. */
  readonly told: number | undefined;
  /** Why it failed, when Slipway says so. */
  readonly note: string | undefined;
  readonly createdAt: Date;
  readonly begunAt: Date | undefined;
  readonly endedAt: Date | undefined;
}

export interface TrialReport {
  /** Place among the reports of the study, from 1. */
  readonly place: number;
  readonly trial: number;
  readonly step: number;
  /** Place of the last call of the sampler before it. */
  readonly sequence: number;
  readonly values: readonly number[];
}

/** All that has changed in a study since a position of it, as of one moment. */
export interface StudyDelta {
  readonly study: StudyRecord;
  /** Trials that are not final, by number. All of them: who follows forgets those it has. */
  readonly open: readonly TrialRecord[];
  /** Trials that became final since, in that order. */
  readonly ended: readonly TrialRecord[];
  /** Reports since, in their order; only when they are wanted. */
  readonly reports: readonly TrialReport[];
  /** Only from the beginning on. */
  readonly priors: readonly PriorRecord[];
}

/** Calls of a study's sampler that follow each other. */
export interface SamplerCalls {
  /** The trials that they are about, each as it is now. */
  readonly trials: readonly TrialRecord[];
  /** The place of the last one; where they begin when there are none. */
  readonly upTo: number;
  /** Only from the beginning on. */
  readonly priors: readonly PriorRecord[];
}

/** One turn of a study, which nobody else changes meanwhile. */
export interface StudyTurn {
  readonly ref: number;
  readonly version: number;
  delta(since: StudyPosition | undefined, withReports: boolean): Promise<StudyDelta>;
  /** The trials of these numbers, as far as there are any. */
  trials(numbers: readonly number[]): Promise<readonly TrialRecord[]>;
  /** Saves how the study is now, the trials that are new or have changed, and new reports. The version goes up by one. */
  save(
    progress: StudyProgressRecord,
    trials: readonly TrialRecord[],
    reports: readonly TrialReport[],
  ): Promise<void>;
}

export interface TrialQuery {
  readonly state?: TrialState | undefined;
  /** All of them hold. */
  readonly where?: readonly TrialComparison[];
  /** Default: the oldest first. */
  readonly order?: TrialOrder;
  /** Only trials after the one of this key. */
  readonly after?: readonly number[] | undefined;
  readonly limit: number;
}

/**
 * `oldest` and `newest`: by number, which is the key. `best`: complete trials by violation, then by the loss of the first
 * objective, then by number; others, whose violation and loss count as infinite, at the end. All three are the key.
 */
export type TrialOrder =
  { readonly by: 'oldest' | 'newest' } | { readonly by: 'best'; readonly direction: Direction };

/** Places after the first ones, up to the last ones, these included. */
export interface HappeningsRange {
  readonly calls: readonly [after: number, until: number];
  readonly reports: readonly [after: number, until: number];
}

/** What happened in a study, as it is now. */
export interface Happenings {
  /** Trials that began or ended within a range, in no order. */
  readonly trials: readonly TrialRecord[];
  /** In their order. */
  readonly reports: readonly TrialReport[];
}

/** What is needed of a complete trial to learn from it. */
export type TrialResult = Pick<TrialRecord, 'number' | 'point' | 'values' | 'violation'>;

/**
 * Studies of all teams with their trials. The order in which the sampler was called is kept with the trials, so that a
 * sampler that gets the calls again goes on as the one before it. All methods throw UnavailableError.
 */
export interface StudyStore {
  /** `exists`: the team has a study of this name. `full`: it has `most` studies. */
  create(study: NewStudy, most: number): Promise<StudyRecord | 'exists' | 'full'>;
  find(team: string, name: string): Promise<StudyRecord | undefined>;
  /** How a study is now; undefined when there is none. */
  summary(ref: number): Promise<StudySummary | undefined>;
  /** By name. */
  list(
    team: string,
    page: { readonly after: string | undefined; readonly limit: number },
  ): Promise<readonly StudySummary[]>;
  listTrials(ref: number, query: TrialQuery): Promise<readonly TrialRecord[]>;
  /** The trials of these numbers, by number. */
  trials(ref: number, numbers: readonly number[]): Promise<readonly TrialRecord[]>;
  happenings(ref: number, range: HappeningsRange): Promise<Happenings>;
  /**
   * Results of about this share of the complete trials, spread evenly over them: the same ones again of the same trials. By
   * number, page by page.
   * @param share in (0, 1]
   */
  sampleResults(
    ref: number,
    share: number,
    page: { readonly after: number | undefined; readonly limit: number },
  ): Promise<readonly TrialResult[]>;
  /** The calls of a sampler after a place, up to that which tells the result of the `most`-th trial. What was called stays so. */
  calls(ref: number, after: number, most: number): Promise<SamplerCalls>;
  /** Without a turn, for who has far to go; undefined when there is no such study. */
  delta(
    team: string,
    name: string,
    since: StudyPosition | undefined,
    withReports: boolean,
  ): Promise<StudyDelta | undefined>;
  /** Runs `work` when the study is free, in one transaction; undefined when there is no such study. */
  turn<Result>(
    team: string,
    name: string,
    work: (turn: StudyTurn) => Promise<Result>,
  ): Promise<Result | undefined>;
}
