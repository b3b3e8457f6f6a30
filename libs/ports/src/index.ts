export type { ArtifactStore } from './artifact-store.ts';
export type {
  ChangeLog,
  ChangeQueue,
  ChangeReader,
  ChangeRecord,
  Fence,
  FoundChange,
  LoggedChange,
} from './change-log.ts';
export type {
  AddResult,
  CommitBatch,
  CommitDraft,
  CommitSummary,
  EnvironmentBranch,
  EnvironmentReader,
  HistoryQuery,
  ObjectId,
  PublishResult,
  TreeEntry,
} from './git-remote.ts';
export type { Lease, LeaseOptions, Leases } from './leases.ts';
export { metricDefinitions, type MetricKind, type MetricName } from './metric-names.ts';
export type {
  ArtifactRecord,
  AttemptRecord,
  MetricPoint,
  NewRunEvent,
  ResourceKey,
  ResourceRecord,
  ResourceRevision,
  RunDetails,
  RunEventRecord,
  RunIdentity,
  RunRecord,
} from './scheduler-records.ts';
export type {
  AttemptAddress,
  AwaitedChange,
  LogAddress,
  LogStore,
  Page,
  SchedulerReader,
  SchedulerStore,
  SchedulerTransaction,
} from './scheduler-store.ts';
export type { WebhookEvent, WebhookOutbox } from './webhook-outbox.ts';
export { SignalTopic, type Signals } from './signals.ts';
export type { Logger, Metrics } from './telemetry.ts';
