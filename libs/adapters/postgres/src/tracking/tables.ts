import type { LifecycleStage, RunStatus } from '@slipway/ports';
import type { ColumnType, JSONColumnType } from 'kysely';

/** Given by the database alone. */
type Identity = ColumnType<number, never, never>;

export interface TeamTable {
  name: string;
  next_experiment: number;
}

export interface ExperimentTable {
  /** The experiment in other tables; its `id` is that of MLflow, within the team. */
  ref: Identity;
  team: string;
  id: number;
  name: string;
  artifact_location: string;
  lifecycle_stage: LifecycleStage;
  creation_time: number;
  last_update_time: number;
}

export interface ExperimentTagTable {
  experiment: number;
  key: string;
  value: string;
}

export interface RunTable {
  ref: Identity;
  team: string;
  id: string;
  experiment: number;
  name: string;
  user_id: string;
  status: RunStatus;
  start_time: number;
  end_time: number | null;
  lifecycle_stage: LifecycleStage;
  artifact_uri: string;
}

/** A param or a tag of a run. */
export interface RunTextTable {
  run: number;
  key: string;
  experiment: number;
  value: string;
  /** The first 200 characters. */
  beginning: ColumnType<string, never, never>;
}

export interface MetricTable {
  run: number;
  key: string;
  experiment: number;
  series: Identity;
  step: number;
  timestamp: number;
  value: number;
}

export interface MetricInboxTable {
  id: Identity;
  run: number;
  experiment: number;
  keys: JSONColumnType<readonly string[]>;
  /** Number of keys. */
  series: number;
  points: Buffer;
}

export interface MetricBlockTable {
  series: number;
  min_timestamp: number;
  max_timestamp: number;
  digest: string;
  points: Buffer;
}

export interface DatasetTable {
  ref: Identity;
  experiment: number;
  name: string;
  digest: string;
  source_type: string;
  source: string;
  schema: string | null;
  profile: string | null;
}

export interface RunDatasetTable {
  run: number;
  dataset: number;
  ordinal: Identity;
  context: string | null;
  tags: JSONColumnType<Readonly<Record<string, string>>>;
}

export interface RunModelTable {
  run: number;
  direction: 'input' | 'output';
  model_id: string;
  ordinal: Identity;
  step: number;
}

/** Migration 0003. */
export interface TrackingTables {
  'tracking.team': TeamTable;
  'tracking.experiment': ExperimentTable;
  'tracking.experiment_tag': ExperimentTagTable;
  'tracking.run': RunTable;
  'tracking.param': RunTextTable;
  'tracking.tag': RunTextTable;
  'tracking.metric': MetricTable;
  'tracking.metric_inbox': MetricInboxTable;
  'tracking.metric_block': MetricBlockTable;
  'tracking.dataset': DatasetTable;
  'tracking.run_dataset': RunDatasetTable;
  'tracking.run_model': RunModelTable;
}
