import type { Filter, KeyValue, LoggedModelAttribute, LoggedModelOrderTerm } from '@slipway/registry';

/** How far the upload of a logged model has come. */
export const LoggedModelStatus = {
  Unspecified: 'UNSPECIFIED',
  Pending: 'PENDING',
  Ready: 'READY',
  Failed: 'FAILED',
} as const;
export type LoggedModelStatus = (typeof LoggedModelStatus)[keyof typeof LoggedModelStatus];

/** A model that was logged to an experiment, whole. Times are milliseconds since the epoch. */
export interface LoggedModel {
  /** `m-<32 hex>`. */
  readonly id: string;
  /** Number of the experiment in its team. */
  readonly experimentId: string;
  readonly name: string;
  readonly artifactUri: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly status: LoggedModelStatus;
  readonly isDeleted: boolean;
  readonly modelType: string;
  /** As the client named it; empty when it named none. No such run need exist. */
  readonly sourceRunId: string;
  /** In the order of their keys. */
  readonly tags: readonly KeyValue[];
  /** In the order of their keys. */
  readonly params: readonly KeyValue[];
  /** In the order of key, timestamp, step and run; of a model that has thousands, the newest, fewer on a longer page. */
  readonly metrics: readonly LoggedModelMetric[];
}

/** A metric of a logged model: what a run measured of it, on a dataset or on none. */
export interface LoggedModelMetric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
  readonly runId: string;
  readonly dataset: DatasetName | undefined;
}

export interface DatasetName {
  readonly name: string;
  readonly digest: string;
}

/** Tags and params without repeated keys. */
export type NewLoggedModel = Omit<LoggedModel, 'updatedAt' | 'isDeleted' | 'metrics'>;

/** A metric point that a run logs for a model; infinite values are stored as the largest finite ones. */
export interface NewLoggedModelMetric extends Omit<LoggedModelMetric, 'runId'> {
  readonly modelId: string;
}

export interface LoggedModelSearch {
  readonly experimentIds: readonly string[];
  readonly filter: Filter<LoggedModelAttribute>;
  /** Metric comparisons count on these datasets only; without such a comparison, models that were measured on one. */
  readonly datasets: readonly { readonly name: string; readonly digest: string | undefined }[];
  /** Of a metric the latest value counts. What has no value comes last; ties go by creation, newest first, and id. */
  readonly order: readonly LoggedModelOrderTerm[];
  readonly offset: number;
  readonly limit: number;
}

/** The logged models of all teams. Those of another team do not exist. All methods throw UnavailableError. */
export interface LoggedModelStore {
  /** False when there is no such experiment. */
  create(team: string, model: NewLoggedModel): Promise<boolean>;
  /** Deleted ones too: see `isDeleted`. */
  find(team: string, id: string): Promise<LoggedModel | undefined>;
  search(team: string, query: LoggedModelSearch): Promise<readonly LoggedModel[]>;
  /** Of deleted ones too. Undefined when there is no such model. */
  setStatus(
    team: string,
    id: string,
    status: LoggedModelStatus,
    at: number,
  ): Promise<LoggedModel | undefined>;
  /** It stays, and is no longer found by a search. False when there is no such model. */
  markDeleted(team: string, id: string, at: number): Promise<boolean>;
  /** Sets each tag; the last of two with the same key counts. False when there is no such model. */
  setTags(team: string, id: string, tags: readonly KeyValue[]): Promise<boolean>;
  deleteTag(team: string, id: string, key: string): Promise<'deleted' | 'no-model' | 'no-tag'>;
  /** All or none: `taken` when the model has a parameter of one of the keys. */
  addParams(team: string, id: string, params: readonly KeyValue[]): Promise<'added' | 'no-model' | 'taken'>;
  /**
   * Adds what a run measured of models. A point that is there (same model, key, timestamp, step and run) stays as it is.
   * Returns the ids of models that do not exist; then nothing was added.
   */
  addMetrics(
    team: string,
    runId: string,
    metrics: readonly NewLoggedModelMetric[],
  ): Promise<{ readonly unknownModels: readonly string[] }>;
}
