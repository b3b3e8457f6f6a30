import type { LoggedModelStatus } from '@slipway/ports';
import type { ColumnType, Generated } from 'kysely';

export interface LoggedModelTable {
  ref: ColumnType<number, never, never>;
  team: string;
  id: string;
  experiment: number;
  name: string;
  artifact_uri: string;
  created_at: number;
  updated_at: number;
  status: LoggedModelStatus;
  is_deleted: Generated<boolean>;
  model_type: string;
  source_run: string;
}

/** A tag or a param of a logged model. */
export interface LoggedModelTextTable {
  model: number;
  key: string;
  value: string;
}

export interface LoggedModelMetricTable {
  model: number;
  key: string;
  timestamp: number;
  step: number;
  run: number;
  value: number;
  dataset_name: string | null;
  dataset_digest: string | null;
}

/** Migration 0004. */
export interface LoggedModelTables {
  'tracking.logged_model': LoggedModelTable;
  'tracking.logged_model_tag': LoggedModelTextTable;
  'tracking.logged_model_param': LoggedModelTextTable;
  'tracking.logged_model_metric': LoggedModelMetricTable;
}
