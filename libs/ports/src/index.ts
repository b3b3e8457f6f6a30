export type {
  ArtifactStore,
  ByteRange,
  ContentInfo,
  FoundContent,
  ListedEntry,
  Listing,
  ListOptions,
  MultipartUpload,
  MultipartUploads,
  PutOptions,
  SignedRequest,
  Signing,
  StoredContent,
  UploadedPart,
} from './artifact-store.ts';
export type {
  ChangeLog,
  ChangeQueue,
  ChangeReader,
  ChangeRecord,
  Fence,
  FoundChange,
  LoggedChange,
} from './change-log.ts';
export type { DeploymentStore, TakenOverResource } from './deployment-store.ts';
export {
  DeliveryState,
  type DeliveryFilter,
  type DeliveryLedger,
  type DeliveryRecord,
  type LedgerBounds,
  type NewDelivery,
  type PayloadPlace,
  type Recorded,
} from './delivery-ledger.ts';
export type { ClaimedLane, DeliveryQueue, HandlingOutcome } from './delivery-queue.ts';
export type { BackFillLog, HookDeliveries } from './hook-deliveries.ts';
export {
  mostFileBytes,
  type CheckAction,
  type CheckAnnotation,
  type CheckReport,
  type CheckState,
  type CommitStatus,
  type GitHost,
  type HostComment,
  type HostDeployment,
  type HostRepository,
  type MergeResult,
  type PullRequest,
  type PullRequestDraft,
  type PullRequestReview,
  type ReportedCheck,
} from './git-host.ts';
export type { Conversation, PullRequestHolds, WrittenComment } from './conversation.ts';
export type { RunRequest, RunRequests, TakenOverRun } from './run-requests.ts';
export type {
  OpenedProposal,
  ProposalBranches,
  ProposalCommit,
  ProposalEnd,
  ProposalLog,
  ProposalRecord,
  ProposalStore,
} from './proposals.ts';
export type {
  BranchMerge,
  ProposedBranches,
  PullRequestEnd,
  PullRequestFilter,
  PullRequestRecord,
  PullRequestStore,
  RepositoryContents,
  StoredCheck,
} from './pull-request-store.ts';
export type {
  AddResult,
  ChangedFile,
  CommitBatch,
  CommitDraft,
  CommitSummary,
  EnvironmentBranch,
  EnvironmentHistory,
  EnvironmentReader,
  FollowedCommit,
  HistoryQuery,
  ObjectId,
  PublishResult,
  Revisions,
  TreeEntry,
} from './git-remote.ts';
export type {
  FollowedRepository,
  FollowedRepositoryReader,
  ModelFileProblem,
  RejectedChange,
} from './followed-repository.ts';
export type {
  AppliedObject,
  ApplyOptions,
  ClusterClient,
  FollowedObjects,
  FollowOptions,
  FollowState,
  ObjectChange,
  PodLogAddress,
  PodLogOptions,
  ResourceType,
} from './cluster-client.ts';
export type { Lease, LeaseOptions, Leases } from './leases.ts';
export {
  LoggedModelStatus,
  type DatasetName,
  type LoggedModel,
  type LoggedModelMetric,
  type LoggedModelSearch,
  type LoggedModelStore,
  type NewLoggedModel,
  type NewLoggedModelMetric,
} from './logged-model-store.ts';
export type {
  FoundForEdit,
  FoundVersion,
  ModelOverview,
  ModelReader,
  ModelSearch,
  ModelStore,
  ModelTransaction,
  ModelWrite,
  VersionSearch,
  WantedVersions,
} from './model-store.ts';
export type { ModelHistoryLog, ModelHistoryReader } from './model-history.ts';
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
  RunTrial,
  RunRecord,
} from './scheduler-records.ts';
export type {
  AttemptAddress,
  AwaitedChange,
  ClusterStatusRecord,
  ClusterStatusStore,
  EndedTrackedAttempt,
  FollowedEnvironment,
  LogAddress,
  LogStore,
  Page,
  SchedulerReader,
  SchedulerStore,
  SchedulerTransaction,
  TrackedAttempt,
} from './scheduler-store.ts';
export {
  NotificationState,
  type NotificationFeed,
  type NotificationOutbox,
  type NotificationRecord,
  type OccurrenceScope,
  type TakenOccurrences,
} from './notifications.ts';
export type { Mail, MailAttempt, Mailer } from './mailer.ts';
export type { DeliveryOutcome, OutboxClaims } from './outbox-claims.ts';
export type { ClaimedDelivery, WebhookDeliveries } from './webhook-deliveries.ts';
export type { WebhookEvent, WebhookOutbox } from './webhook-outbox.ts';
export { WebhookStatus, type Webhook, type WebhookChange, type WebhookStore } from './webhook-store.ts';
export type { JobStudy, StudyResource, StudyResources, TrialRun } from './study-resources.ts';
export type {
  Happenings,
  HappeningsRange,
  NewStudy,
  PriorRecord,
  SamplerCalls,
  StudyDelta,
  StudyPosition,
  StudyProgressRecord,
  StudyRecord,
  StudyStore,
  StudySummary,
  StudyTurn,
  TrialOrder,
  TrialQuery,
  TrialRecord,
  TrialReport,
  TrialResult,
} from './study-store.ts';
export type {
  AttributeScope,
  NewOptunaParameter,
  NewOptunaStudy,
  NewOptunaTrial,
  OptunaAttribute,
  OptunaParameter,
  OptunaStore,
  OptunaStudy,
  OptunaStudyTurn,
  OptunaTrial,
  OptunaTrialChange,
  OptunaTrialPlace,
  OptunaTrialWrite,
} from './optuna-store.ts';
export { SignalTopic, type Signals } from './signals.ts';
export type { Logger, Metrics } from './telemetry.ts';
export type { TrackingImport } from './tracking-import.ts';
export {
  LifecycleStage,
  runStatuses,
  type DatasetSummary,
  type Dataset,
  type Experiment,
  type HistoryPoint,
  type LatestMetric,
  type RunDataset,
  type RunModel,
  type RunStatus,
  type TrackedRun,
  type TrackedRunDetails,
} from './tracking-records.ts';
export type {
  ExperimentSearch,
  HistoryCursor,
  LoggedBatch,
  LoggedInputs,
  LoggedMetric,
  MetricPage,
  MetricPageQuery,
  MetricSampleQuery,
  NewExperiment,
  NewTrackedRun,
  ParamConflict,
  RunOutcome,
  RunSearch,
  RunUpdate,
  TrackingStore,
} from './tracking-store.ts';
export type {
  NewWorkflowRun,
  WorkflowGroup,
  WorkflowRunFilter,
  WorkflowRunRecord,
  WorkflowRunStatements,
  WorkflowSchedule,
  WorkflowStore,
} from './workflows.ts';
