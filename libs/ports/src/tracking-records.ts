import type { KeyValue } from '@slipway/registry';

export const LifecycleStage = { Active: 'active', Deleted: 'deleted' } as const;
export type LifecycleStage = (typeof LifecycleStage)[keyof typeof LifecycleStage];

/** The states of a run, in MLflow's words and in the order of its numbers. */
export const runStatuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
export type RunStatus = (typeof runStatuses)[number];

/** Times are milliseconds since the epoch, here and below. */
export interface Experiment {
  /** Numbered from 0 within the team, in decimal digits. */
  readonly id: string;
  readonly name: string;
  readonly artifactLocation: string;
  readonly lifecycleStage: LifecycleStage;
  readonly creationTime: number;
  readonly lastUpdateTime: number;
  /** In the order of their keys. */
  readonly tags: readonly KeyValue[];
}

export interface TrackedRun {
  /** 32 hex digits when it was made here. */
  readonly id: string;
  readonly experimentId: string;
  readonly name: string;
  /** Empty when the client named none. */
  readonly userId: string;
  readonly status: RunStatus;
  readonly startTime: number;
  readonly endTime: number | undefined;
  readonly lifecycleStage: LifecycleStage;
  readonly artifactUri: string;
}

/** The latest point of a metric: the one of the highest step, timestamp and value, in this order. */
export interface LatestMetric extends HistoryPoint {
  readonly key: string;
}

/** The value may be NaN, never infinite. */
export interface HistoryPoint {
  readonly timestamp: number;
  readonly step: number;
  readonly value: number;
}

export interface Dataset {
  readonly name: string;
  readonly digest: string;
  readonly sourceType: string;
  readonly source: string;
  readonly schema: string | undefined;
  readonly profile: string | undefined;
}

export interface RunDataset {
  readonly dataset: Dataset;
  readonly tags: readonly KeyValue[];
}

/** A logged model that a run read or made. */
export interface RunModel {
  readonly modelId: string;
  readonly step: number;
}

/** A run with everything that an answer shows of it. Params, tags and metrics are in the order of their keys. */
export interface TrackedRunDetails extends TrackedRun {
  readonly metrics: readonly LatestMetric[];
  readonly params: readonly KeyValue[];
  readonly tags: readonly KeyValue[];
  readonly datasets: readonly RunDataset[];
  readonly modelInputs: readonly RunModel[];
  readonly modelOutputs: readonly RunModel[];
}

/** One dataset of an experiment in one use. */
export interface DatasetSummary {
  readonly experimentId: string;
  readonly name: string;
  readonly digest: string;
  /** What it was used for: `train`, `eval`, …; undefined when nobody said. */
  readonly context: string | undefined;
}
