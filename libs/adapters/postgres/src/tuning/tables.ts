import type { AttributeScope } from '@slipway/ports';
import type { FrontMember, StopConditions, StudyState, Training, TrialState } from '@slipway/studies';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** Given by the database alone. */
type Identity = ColumnType<number, never, never>;
type Counter = ColumnType<number, never>;

export interface StudyTable {
  ref: Identity;
  team: string;
  name: string;
  spec: ColumnType<unknown, string, never>;
  seed: number;
  created_by: string;
  created_at: Date;
  state: StudyState;
  reason: string | null;
  stop: JSONColumnType<StopConditions>;
  version: Counter;
  sequence: Counter;
  reports: Counter;
  next_trial: Counter;
  waiting: Counter;
  running: Counter;
  complete: Counter;
  pruned: Counter;
  failed: Counter;
  since_best: Counter;
  cost: Counter;
  front: ColumnType<readonly FrontMember[], never>;
  optuna_name: ColumnType<string | null, string | undefined, never>;
  /** Whether notifications were told of its end; migration 0021. */
  end_noticed: Generated<boolean>;
}

export interface PriorTable {
  study: number;
  place: number;
  point: readonly number[];
  values: readonly number[];
}

export interface TrialTable {
  study: number;
  number: number;
  state: TrialState;
  worker: string | null;
  leased_until: Date | null;
  handed_out: number;
  parameters: ColumnType<unknown, string>;
  point: readonly number[];
  is_suggested: boolean;
  training: Training | null;
  values: readonly number[];
  constraints: readonly number[];
  violation: number;
  cost: number | null;
  improved: boolean;
  last_step: number | null;
  last_values: readonly number[];
  is_stopped: boolean;
  reports: number;
  begun: number | null;
  told: number | null;
  note: string | null;
  created_at: Date;
  begun_at: Date | null;
  ended_at: Date | null;
}

export interface ReportTable {
  study: number;
  place: number;
  trial: number;
  step: number;
  sequence: number;
  values: readonly number[];
}

export interface OptunaStudyAttributeTable {
  study: number;
  scope: AttributeScope;
  key: string;
  value: string;
}

export interface OptunaDistributionTable {
  study: number;
  parameter: string;
  distribution: string;
}

/** What the tuning service has followed of desired state. */
export interface FollowedResourceTable {
  team: string;
  name: string;
  change: string;
  /** Why it could not be followed. */
  problem: string | null;
}

/** Migrations 0010 to 0013, 0021 and 0025; parameters and attributes of Optuna's trials are read and written by statements as a whole. */
export interface TuningTables {
  'tuning.followed_resource': FollowedResourceTable;
  'tuning.study': StudyTable;
  'tuning.prior': PriorTable;
  'tuning.trial': TrialTable;
  'tuning.report': ReportTable;
  'tuning.optuna_study_attribute': OptunaStudyAttributeTable;
  'tuning.optuna_distribution': OptunaDistributionTable;
}
