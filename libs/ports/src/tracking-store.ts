import type { ExperimentAttribute, Filter, KeyValue, Order, RunAttribute } from '@slipway/registry';
import type {
  DatasetSummary,
  Experiment,
  HistoryPoint,
  LifecycleStage,
  RunDataset,
  RunModel,
  RunStatus,
  TrackedRun,
  TrackedRunDetails,
} from './tracking-records.ts';

export interface NewExperiment {
  readonly name: string;
  /** Undefined: `<artifactRoot>/<id>`, with one slash where the root ends by one. */
  readonly artifactLocation: string | undefined;
  readonly artifactRoot: string;
  readonly tags: readonly KeyValue[];
  readonly at: number;
}

export interface NewTrackedRun {
  readonly id: string;
  readonly experimentId: string;
  readonly name: string;
  readonly userId: string;
  readonly startTime: number;
  /** Without repeated keys. */
  readonly tags: readonly KeyValue[];
}

/** What changes of a run; undefined stays as it is. A name is also the run's tag `mlflow.runName`. */
export interface RunUpdate {
  readonly status?: RunStatus | undefined;
  readonly endTime?: number | undefined;
  readonly name?: string | undefined;
}

/** A point of a metric; infinite values are stored as the largest finite ones. */
export interface LoggedMetric extends HistoryPoint {
  readonly key: string;
}

/** What one request logs to a run. Params without repeated keys; of tags with the same key the last one counts. */
export interface LoggedBatch {
  readonly metrics: readonly LoggedMetric[];
  readonly params: readonly KeyValue[];
  /** `mlflow.runName` renames the run, unless it is empty. */
  readonly tags: readonly KeyValue[];
}

export interface LoggedInputs {
  readonly datasets: readonly RunDataset[];
  readonly models: readonly RunModel[];
}

/** A run that was changed as asked, or why not. */
export type RunOutcome<Done = 'done'> = Done | 'no-run' | 'not-active';

/** A param that has another value already. */
export interface ParamConflict extends KeyValue {
  readonly oldValue: string;
}

export interface ExperimentSearch {
  readonly filter: Filter<ExperimentAttribute>;
  /** Empty: newest first. Ties go by id, newest first. */
  readonly order: Order<ExperimentAttribute>;
  readonly stages: readonly LifecycleStage[];
  readonly offset: number;
  readonly limit: number;
}

export interface RunSearch {
  readonly experimentIds: readonly string[];
  readonly filter: Filter<RunAttribute>;
  /** Missing values and NaN come last, either way. Ties go by start time, newest first, and run id. */
  readonly order: Order<RunAttribute>;
  readonly stages: readonly LifecycleStage[];
  readonly offset: number;
  readonly limit: number;
}

export interface MetricPageQuery {
  readonly key: string;
  /** Where the page before ended; undefined: from the beginning. */
  readonly after: HistoryCursor | undefined;
  readonly limit: number;
}

/** The last point of a page, and the timestamp before which nothing that follows it was stored. */
export interface HistoryCursor extends HistoryPoint {
  readonly from: number;
}

export interface MetricPage {
  readonly points: readonly HistoryPoint[];
  /** Undefined at the end. */
  readonly next: HistoryCursor | undefined;
}

export interface MetricSampleQuery {
  readonly key: string;
  /** Both inclusive; undefined: all steps. */
  readonly steps: { readonly first: number; readonly last: number } | undefined;
  readonly limit: number;
}

/**
 * Experiments and runs of all teams; what belongs to another team does not exist. Whatever a call stores is stored whole,
 * or not at all when it fails. All methods throw UnavailableError.
 */
export interface TrackingStore {
  /** Makes experiment 0 of the team, `Default`, unless it is there. Costs nothing but the first time in a process. */
  openTeam(team: string, artifactRoot: string, at: number): Promise<void>;

  /** The team must be open. Undefined when the name is taken, by a deleted experiment too. */
  createExperiment(team: string, experiment: NewExperiment): Promise<string | undefined>;
  findExperiment(team: string, id: string): Promise<Experiment | undefined>;
  findExperimentByName(team: string, name: string): Promise<Experiment | undefined>;
  searchExperiments(team: string, query: ExperimentSearch): Promise<readonly Experiment[]>;
  /** Moves the experiment out of the other stage, and all its runs with it. False when it is not in the other stage. */
  moveExperiment(team: string, id: string, stage: LifecycleStage, at: number): Promise<boolean>;
  renameExperiment(
    team: string,
    id: string,
    name: string,
    at: number,
  ): Promise<'done' | 'no-experiment' | 'not-active' | 'name-taken'>;
  setExperimentTag(team: string, id: string, tag: KeyValue): Promise<'done' | 'no-experiment' | 'not-active'>;
  deleteExperimentTag(
    team: string,
    id: string,
    key: string,
  ): Promise<'done' | 'no-experiment' | 'not-active' | 'no-tag'>;

  /** Its artifacts lie at `<location of the experiment>/<id>/artifacts`. */
  createRun(team: string, run: NewTrackedRun): Promise<TrackedRun | 'no-experiment' | 'not-active'>;
  findRun(team: string, id: string): Promise<TrackedRun | undefined>;
  readRun(team: string, id: string): Promise<TrackedRunDetails | undefined>;
  updateRun(team: string, id: string, update: RunUpdate): Promise<RunOutcome<TrackedRun>>;
  /** Into either stage from any. False when there is no such run. */
  moveRun(team: string, id: string, stage: LifecycleStage): Promise<boolean>;
  searchRuns(team: string, query: RunSearch): Promise<readonly TrackedRunDetails[]>;

  /** Points that are there already change nothing. With a conflict nothing is stored. */
  log(team: string, id: string, batch: LoggedBatch): Promise<RunOutcome<'done' | readonly ParamConflict[]>>;
  /** Sets the tag to what `change` makes of its value; nobody else changes it meanwhile. What `change` throws is thrown. */
  changeTag(
    team: string,
    id: string,
    key: string,
    change: (value: string | undefined) => string,
  ): Promise<RunOutcome>;
  deleteTag(team: string, id: string, key: string): Promise<RunOutcome<'done' | 'no-tag'>>;
  /** Adds datasets (one for each name and digest) and read models; what is there already stays as it is. */
  addInputs(team: string, id: string, inputs: LoggedInputs): Promise<RunOutcome>;
  /** Adds made models; those that are there already stay as they are. */
  addOutputs(team: string, id: string, models: readonly RunModel[]): Promise<RunOutcome>;
  /** Of these experiments, each different summary once. */
  listDatasets(
    team: string,
    experimentIds: readonly string[],
    limit: number,
  ): Promise<readonly DatasetSummary[]>;

  /** A page of a metric's history, by timestamp, step and value, each point once; empty when there is no such metric. */
  readHistory(team: string, id: string, query: MetricPageQuery): Promise<MetricPage>;
  /**
   * At most `limit` points of a metric's history, spread evenly by rank, by step, timestamp and value; with the first and
   * the last one, with the last one alone when `limit` is 1. Of a very long history every n-th point counts.
   */
  sampleHistory(team: string, id: string, query: MetricSampleQuery): Promise<readonly HistoryPoint[]>;

  /**
   * Logged points can be read at once, but are brought to their places by whoever reads them first, or by this, until the
   * signal aborts. Any number of processes may run it; at least one should.
   */
  keepSettled(signal: AbortSignal): Promise<void>;
}
