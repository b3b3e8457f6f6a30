import type { RunRequest } from '@slipway/ports';
import type { Configuration } from '@slipway/studies';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { AttemptState, Retirement, RetryPolicy, RunState } from '@slipway/runs';

/** Given by the database alone. */
type Identity = ColumnType<number, never, never>;
type Json<T extends object | null> = JSONColumnType<T>;

export interface RevisionTable {
  change: string;
  document: Json<Readonly<Record<string, unknown>>>;
  source: string;
  files: Json<Readonly<Record<string, string>>>;
}

export interface ResourceTable {
  kind: string;
  /** '' for kinds without a team. */
  team: string;
  name: string;
  generation: number;
  change: string;
  updated_at: Date;
  rejection: string | null;
  /** Of a Study whose trials run as Jobs: somebody has started it. */
  starts_trials: Generated<boolean>;
}

export interface RunTable {
  id: Identity;
  team: string;
  name: string;
  job: string;
  generation: number;
  revision: string;
  requested_by: string;
  request_reason: string;
  traceparent: string | null;
  cluster: string;
  created_at: Date;
  state: RunState;
  reason: string | null;
  retry: Json<RetryPolicy>;
  retries: number;
  losses: number;
  retirement: Json<Retirement>;
  /** Epoch of the newest attempt, 0 before the first. */
  epoch: number;
  started_at: Date | null;
  ended_at: Date | null;
  progress: number | null;
  progress_message: string | null;
  backoff_epoch: number | null;
  backoff_due: Date | null;
  study: number | null;
  trial: number | null;
  parameters: ColumnType<Configuration | null, string | null, never>;
}

export interface AttemptTable {
  run: number;
  epoch: number;
  name: string;
  cluster: string;
  path: string;
  change: string;
  state: AttemptState;
  reason: string | null;
  exit_code: number | null;
  commit: string | null;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
  recorded: number;
  execution: string | null;
}

export interface AwaitedChangeTable {
  change: string;
  purpose: 'resource' | 'attempt' | 'withdrawal' | 'retirement';
  kind: string | null;
  team: string | null;
  name: string | null;
  run: number | null;
  epoch: number | null;
}

export interface EventClockTable {
  team: string;
  last: number;
}

export interface EventTable {
  team: string;
  id: number;
  run: string;
  attempt: string | null;
  at: Date;
  type: string;
  message: string;
  data: Json<Readonly<Record<string, unknown>>>;
}

export interface MetricTable {
  run: number;
  id: Identity;
  name: string;
  value: number;
  step: number | null;
  at: Date;
}

export interface MetricLatestTable {
  run: number;
  name: string;
  value: number;
  step: number | null;
  at: Date;
}

export interface ArtifactTable {
  run: number;
  epoch: number;
  name: string;
  attempt: string;
  bytes: number;
  sha256: string;
  key: string;
}

export interface LogTable {
  attempt: string;
  index: number;
  next: number;
  is_full: boolean;
  mark: string | null;
}

export interface LogChunkTable {
  attempt: string;
  index: number;
  start: number;
  bytes: Buffer;
}

/** An attempt whose run in the tracking tables is open. */
export interface TrackedAttemptTable {
  attempt: string;
  team: string;
  tracking_run: string;
}

/** Results of studies that were committed. */
export interface StudyResultTable {
  team: string;
  name: string;
  /** Of the study when its result was taken. */
  sequence: number;
  change: string;
}

export interface AgentSessionTable {
  cluster: string;
  session: number;
}

export interface ClusterStatusTable {
  cluster: string;
  status: Json<Readonly<Record<string, unknown>>>;
  seen_at: Date;
}

/** Migrations 0002, 0008, 0013 and 0014. */
/** Migration 0018. */
export interface FollowedEnvironmentTable {
  repository: string;
  commit: string;
}

/** Migration 0019. */
export interface TakenOverTable {
  repository: string;
  commit: string;
  kind: string;
  team: string;
  name: string;
  change: string | null;
  run: string | null;
  refusal: string | null;
  taken_at: Date;
}

/** Migration 0022. */
export interface RunRequestTable {
  id: string;
  repository: string;
  commit: string;
  verb: RunRequest['verb'];
  requested_by: string;
  reason: string;
  asked_at: Generated<Date>;
  answered_at: Date | null;
}

export interface SchedulerTables {
  'scheduler.run_request': RunRequestTable;
  'scheduler.revision': RevisionTable;
  'scheduler.resource': ResourceTable;
  'scheduler.run': RunTable;
  'scheduler.attempt': AttemptTable;
  'scheduler.awaited_change': AwaitedChangeTable;
  'scheduler.event_clock': EventClockTable;
  'scheduler.event': EventTable;
  'scheduler.metric': MetricTable;
  'scheduler.metric_latest': MetricLatestTable;
  'scheduler.artifact': ArtifactTable;
  'scheduler.log': LogTable;
  'scheduler.log_chunk': LogChunkTable;
  'scheduler.tracked_attempt': TrackedAttemptTable;
  'scheduler.study_result': StudyResultTable;
  'scheduler.agent_session': AgentSessionTable;
  'scheduler.cluster_status': ClusterStatusTable;
  'scheduler.followed_environment': FollowedEnvironmentTable;
  'scheduler.taken_over': TakenOverTable;
}
